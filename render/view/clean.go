package view

import (
	"reflect"

	"github.com/ctypes-dev/ctypes/render"
)

// Clean is the report with each of its texts made fit for one line of output.
func (r Report) Clean() Report {
	clean(reflect.ValueOf(&r).Elem())
	return r
}

// clean cleans the texts below a value. Lists are the report's own, so that
// they can be changed in place.
func clean(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the shape is made of these, and of numbers
	case reflect.String:
		v.SetString(render.Clean(v.String()))
	case reflect.Struct:
		for _, field := range v.Fields() {
			clean(field)
		}
	case reflect.Slice:
		for i := range v.Len() {
			clean(v.Index(i))
		}
	}
}
