package mapper

import (
	"fmt"
	"reflect"
	"strings"
)

// checkSurvival refuses a struct that becomes JSON of which encoding/json would keep nothing, or drop fields that have one name.
func checkSurvival(t reflect.Type) string {
	if has(t, jsonType) || has(t, textType) || t.NumField() == 0 {
		return "" // it becomes what its methods say
	}
	names, seen := map[string]bool{}, map[reflect.Type]bool{}
	for level := []reflect.Type{t}; len(level) > 0; {
		fields, order, deeper := namedInJSON(level, seen)
		for _, name := range order {
			if why := fields[name].lost(name); why != "" && !names[name] {
				return why
			}
		}
		for _, name := range order {
			names[name] = true // what is embedded deeper stands behind it
		}
		level = deeper
	}
	if len(names) == 0 {
		return "nothing of it is in JSON, which its column would hold: " + columnMovesAs + ", or " + leaveOut
	}
	return ""
}

// sharers are the fields of one name in JSON.
type sharers struct{ tagged, others []string }

// lost says which fields JSON drops because they share a name; "" where there is one alone.
// Source: encoding/json, dominantField.
func (s *sharers) lost(name string) string {
	all, kept := append(s.tagged, s.others...), "none of them"
	switch {
	case len(all) == 1:
		return ""
	case len(s.tagged) == 1:
		kept = s.tagged[0] + " alone"
	}
	return fmt.Sprintf("its fields %s are all %q in JSON, which keeps %s: give each a name of its own by a json tag", strings.Join(all, " and "), name, kept)
}

// namedInJSON returns the fields of structs that are embedded equally deep, by their name in JSON, and what they embed.
func namedInJSON(level []reflect.Type, seen map[reflect.Type]bool) (fields map[string]*sharers, order []string, deeper []reflect.Type) {
	fields = map[string]*sharers{}
	for _, t := range level {
		seen[t] = true
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if embedded := f.Type; f.Anonymous && name == "" {
				if embedded.Kind() == reflect.Pointer {
					embedded = embedded.Elem()
				}
				if embedded.Kind() == reflect.Struct {
					if !seen[embedded] && f.Tag.Get("json") != "-" {
						deeper = append(deeper, embedded)
					}
					continue
				}
			}
			if !f.IsExported() || f.Tag.Get("json") == "-" {
				continue
			}
			byTag := name != ""
			if name == "" {
				name = f.Name
			}
			if fields[name] == nil {
				fields[name], order = &sharers{}, append(order, name)
			}
			if byTag {
				fields[name].tagged = append(fields[name].tagged, f.Name)
			} else {
				fields[name].others = append(fields[name].others, f.Name)
			}
		}
	}
	return fields, order, deeper
}
