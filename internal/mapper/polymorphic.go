package mapper

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/sqltext"
)

// polymorphic finds the column that tells to which type a foreign key refers.
func (w *wiring) polymorphic(r *relation, made *Relationship) {
	if r.relationTag.polymorphic == "" {
		return
	}
	holder, name := made.Target, r.relationTag.polymorphic+"_type"
	if made.HoldsKey() {
		holder = made.Owner
	}
	c := holder.Column(name)
	switch {
	case c == nil:
		w.mistake(r, "%s has no column %q for the type that it refers to: add a field tagged db:%q", holder.Name(), name, name)
		return
	case c.Type.Kind() != reflect.String && (c.Type.Kind() != reflect.Pointer || c.Type.Elem().Kind() != reflect.String):
		w.mistake(r, "%s.%s is a %s, but holds the name of a type: make it a string, or a *string", holder.Name(), c.Field, c.Type)
		return
	}
	made.TypeColumn, made.TypeValue = c, r.typeValue
	if made.TypeNamed = made.TypeValue == ""; made.TypeNamed {
		referred, _ := made.Referred()
		made.TypeValue = referred.Table
	}
	w.checkNamed(r, made, holder)
	if made.HoldsKey() {
		return
	}
	if is := made.TypeCondition(); made.Where == "" {
		made.Where = is
	} else {
		made.Where = is + " AND (" + made.Where + ")"
	}
}

// typeValue is what a column holds where a foreign key refers to one type.
type typeValue struct {
	column *Column
	value  string
}

// checkNamed refuses a name of a type that is another one's already: nobody could say to which of them a row of the holder refers. Types
// of one table are one.
func (w *wiring) checkNamed(r *relation, made *Relationship, holder *Mapping) {
	if made.ViewOnly {
		return
	}
	name := typeValue{made.TypeColumn, made.TypeValue}
	referred, _ := made.Referred()
	if holder.named == nil {
		holder.named = map[typeValue]*Mapping{}
	}
	switch first, ok := holder.named[name]; {
	case !ok:
		holder.named[name] = referred
	case first.Table != referred.Table:
		w.mistake(r, "%q in %s.%s says both %s and %s: give one of them another polymorphic-value=...",
			name.value, holder.Name(), name.column.Field, first.Name(), referred.Name())
	}
}

// TypeCondition says in SQL that a row of the holder refers to this type.
func (r *Relationship) TypeCondition() string {
	return `"` + r.TypeColumn.Name + `" = ` + sqltext.Literal(r.TypeValue)
}

// IsOfType reports whether the foreign key of the holder's struct at base refers to this type, as every key does that refers to one
// type only.
func (r *Relationship) IsOfType(base unsafe.Pointer) bool {
	if r.TypeColumn == nil {
		return true
	}
	at := r.TypeColumn.Pointer(base)
	if r.TypeColumn.Type.Kind() == reflect.Pointer {
		if at = *(*unsafe.Pointer)(at); at == nil {
			return false
		}
	}
	return *(*string)(at) == r.TypeValue
}

// SetType says in the holder's struct at base that its foreign key refers to this type.
func (r *Relationship) SetType(base unsafe.Pointer) {
	v := reflect.NewAt(r.TypeColumn.Type, r.TypeColumn.Pointer(base)).Elem()
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	v.SetString(r.TypeValue)
}

// Own returns the columns of the owner that tell what it leads to.
func (r *Relationship) Own() []*Column {
	if r.HoldsKey() {
		return r.Held()
	}
	return r.Local
}

// Held returns the columns of the holder that a flush writes for the relationship: the foreign key, and the type that it refers to.
func (r *Relationship) Held() []*Column {
	_, held := r.Referring()
	if r.TypeColumn != nil {
		held = append(held[:len(held):len(held)], r.TypeColumn)
	}
	return held
}
