package mapper

import (
	"encoding/json"
	"fmt"
	"reflect"
)

var unjsonType = reflect.TypeFor[json.Unmarshaler]()

// checkReceiver refuses a method that reads a column into a copy of it, which is lost.
func checkReceiver(t reflect.Type) string {
	name, by := "UnmarshalJSON", unjsonType
	switch {
	case t.Kind() == reflect.Map || t == timeType:
		return ""
	case has(t, scannerType):
		name, by = "Scan", scannerType
	case t.Kind() != reflect.Struct:
		return ""
	case has(t, textType), has(t, untextType):
		name, by = "UnmarshalText", untextType
	}
	if !t.Implements(by) {
		return ""
	}
	return fmt.Sprintf("its %s method has a value receiver, so that what it reads is lost: give it a pointer receiver, *%s", name, t.Name())
}

// checkMaps refuses a map in a t that becomes JSON, which has no names for its keys.
func checkMaps(t reflect.Type, seen map[reflect.Type]bool) string {
	if seen[t] || t == timeType || t.Kind() != reflect.Pointer && (has(t, valuerType) || has(t, jsonType) || has(t, textType)) {
		return "" // it becomes what its methods say
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return checkMaps(t.Elem(), seen)
	case reflect.Map:
		if !namesInJSON(t.Key()) {
			return fmt.Sprintf("JSON has no %s, since a name there is a text: make its keys strings or integers, or give %s a MarshalText and an UnmarshalText method", t, t.Key())
		}
		return checkMaps(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Tag.Get("json") == "-" || !f.IsExported() {
				continue
			}
			if why := checkMaps(f.Type, seen); why != "" {
				return fmt.Sprintf("its field %s does not fit: %s", f.Name, why)
			}
		}
	}
	return ""
}

// namesInJSON reports whether keys of the type are names in JSON, both ways.
// Source: encoding/json, newMapEncoder and decodeState.object.
func namesInJSON(key reflect.Type) bool {
	if key.Kind() == reflect.String || reflect.Int <= key.Kind() && key.Kind() <= reflect.Uintptr {
		return true
	}
	return key.Implements(textType) && (key.Kind() == reflect.Interface || reflect.PointerTo(key).Implements(untextType))
}
