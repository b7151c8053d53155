package mapper

import (
	"reflect"
	"slices"
	"strings"
)

// keylessMark is how a type says that it has no key.
const keylessMark = "_ struct{} `db:\",keyless\"`"

// marks takes f for the mark of a type without a key.
func (b *builder) marks(f reflect.StructField, name, text string) bool {
	options, _ := splitTag(text)
	says := slices.ContainsFunc(options[1:], func(option string) bool { return strings.TrimSpace(option) == "keyless" })
	switch {
	case f.Name != "_" && !says, f.Name == "_" && text == "":
		return false
	case !says || len(options) > 2 || strings.TrimSpace(options[0]) != "":
		b.mistake(name, "a blank field has no column: all that it can say is that the type has no key, as in %s", keylessMark)
	case f.Name != "_":
		b.mistake(name, "keyless is said of the type, on a blank field: write %s", keylessMark)
	}
	b.keyless = b.keyless || says
	return true
}

// checkKeyless finds options that ask for what a type without a key has not.
func (b *builder) checkKeyless() {
	for _, c := range b.columns {
		switch {
		case c.PrimaryKey:
			b.mistake(c.Field, "it is marked pk, but the type says keyless: drop one of them")
		case c.Version, c.UUID7:
			b.mistake(c.Field, "version and uuid7 are for what a session writes, which a keyless type never is: drop it, or keyless")
		}
	}
}

// reachesKeyless finds a relationship that needs a key where a type has none.
func (w *wiring) reachesKeyless(r *relation, target *Mapping) bool {
	switch {
	case target.Keyless:
		w.mistake(r, "%s is keyless, so no field can lead to a row of it: query it, with a join where need be", target.Name())
	case w.owner.Keyless && r.kind != BelongsTo:
		w.mistake(r, "%s is keyless, so nothing refers to a row of it: only belongs-to leads away from it", w.owner.Name())
	default:
		return false
	}
	return true
}
