package mapper

import (
	"reflect"
	"slices"
	"strings"
)

// keylessMark is how a type says that it has no key.
const keylessMark = "_ struct{} `db:\",keyless\"`"

// marks takes f for a mark of the type: that it has no key, or that its table refuses RETURNING.
func (b *builder) marks(f reflect.StructField, name, text string) bool {
	options, _ := splitTag(text)
	keyless, unread := says(options, "keyless"), says(options, "noreturning")
	said := keyless || unread
	switch {
	case f.Name != "_" && !said, f.Name == "_" && text == "":
		return false
	case keyless && unread:
		b.mistake(name, "a keyless type is never flushed, so there is nothing to read back: drop noreturning")
	case !said || len(options) > 2 || strings.TrimSpace(options[0]) != "":
		b.mistake(name, "a blank field has no column: all that it can say is that the type has no key, as in %s, or that its table refuses RETURNING, as in %s", keylessMark, unreadMark)
	case f.Name != "_" && keyless:
		b.mistake(name, "keyless is said of the type, on a blank field: write %s", keylessMark)
	case f.Name != "_":
		b.mistake(name, "noreturning is said of the type, on a blank field: write %s", unreadMark)
	}
	b.keyless, b.unread = b.keyless || keyless, b.unread || unread
	return true
}

// says reports whether option is among those of a tag.
func says(options []string, option string) bool {
	return slices.ContainsFunc(options[1:], func(one string) bool { return strings.TrimSpace(one) == option })
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
