package compose

// Compose files are untrusted. These bounds are far above what people write
// and keep the cost of the worst file near a second.
const (
	// maxFile is the size of a file that is read.
	maxFile = 10 << 20
	// maxDepth is how deep values may nest, aliases followed.
	maxDepth = 100
	// maxScalar is the size of a single value as written.
	maxScalar = 1 << 20
	// maxValues is how many values a project may hold, aliases followed.
	maxValues = 250_000
	// maxVisits is how many values compose-go takes from one document.
	maxVisits = 100_000
	// maxItems is how long one list or mapping may be, and maxCompared how much
	// all of them cost together: looking for what repeats is quadratic.
	maxItems    = 10_000
	maxCompared = 200_000_000
	// maxExpanded is the size of a value after interpolation.
	maxExpanded = 1 << 20
	// maxExpandedTotal is the size of all interpolated values of a load.
	maxExpandedTotal = 64 << 20
	// maxReferences is how deep defaults may nest: ${A:-${B:-${C}}}.
	maxReferences = 50
	// maxFiles is how many compose files one project may be made of.
	maxFiles = 500
	// maxPorts is how many ports the ranges of a project may publish before
	// compose is spared writing them out.
	maxPorts = 4096
	// maxCommand is the size of a command string from which compose is spared
	// splitting it, which it does in quadratic time.
	maxCommand = 4 << 10
	// maxWords is how many words of a command string are told apart.
	maxWords = 2000
	// maxSuggestions is how many problems a project may have before names are no
	// longer suggested.
	maxSuggestions = 200
	// maxNames bounds how many names of a folder are listed.
	maxNames = 10_000
)
