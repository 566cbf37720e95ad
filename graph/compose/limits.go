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
	// maxValues is how many values a file may hold, aliases followed.
	maxValues = 250_000
	// maxKeys is how many keys one mapping may have; looking for repeated ones
	// is quadratic.
	maxKeys = 10_000
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
	// maxNames bounds how many names of a folder are listed.
	maxNames = 10_000
)
