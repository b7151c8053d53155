package mapper

import "reflect"

// IsNil reports whether an interface holds nothing, or a nil pointer, by which no method of a value can be called.
func IsNil(v any) bool {
	rv := reflect.ValueOf(v)
	return !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil()
}
