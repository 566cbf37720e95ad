package contract

// Layer is where a statement comes from, in order of precedence: a fact of a
// lower-numbered layer replaces the same fact of a higher-numbered one.
type Layer int

// The layers.
const (
	ServiceLayer   Layer = iota + 1 // x-ctypes of the service
	ProjectLayer                    // .ctypes files and top-level x-ctypes
	DirectiveLayer                  // #ctypes: directives of the service's Dockerfile
	ReferrerLayer                   // an OCI referrer of the image
	LabelLayer                      // the image's labels
	CatalogLayer                    // the catalog, by repository and tag
	BaseLayer                       // the catalog entry of the image's base
	HintLayer                       // app_protocol and foreign labels
	ConfigLayer                     // the image's config: EXPOSE, VOLUME, ENV, USER, HEALTHCHECK
	ImpliedLayer                    // what compose values imply
)

// Declared reports whether people wrote the layer about this very image or service.
func (l Layer) Declared() bool { return l >= ServiceLayer && l <= LabelLayer }

// String is the layer's name in reports.
func (l Layer) String() string {
	switch l {
	case ServiceLayer:
		return "x-ctypes"
	case ProjectLayer:
		return "project"
	case DirectiveLayer:
		return "dockerfile"
	case ReferrerLayer:
		return "referrer"
	case LabelLayer:
		return "label"
	case CatalogLayer:
		return "catalog"
	case BaseLayer:
		return "base"
	case HintLayer:
		return "hint"
	case ConfigLayer:
		return "config"
	case ImpliedLayer:
		return "implied"
	}
	return "invalid"
}
