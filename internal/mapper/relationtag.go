package mapper

import (
	"fmt"
	"slices"
	"strings"
)

// relationTag is a rel tag, taken apart.
type relationTag struct {
	kind                       RelationshipKind
	through                    string
	fk, ref                    []string // columns; nil: the default
	references                 []string // columns that fk refers to; nil: the key
	order                      []string // column, or column desc
	cascade                    Cascade
	passiveDeletes, postUpdate bool
	viewOnly                   bool
	noBackPopulates            bool   // the other end leaves the pointer alone
	polymorphic, typeValue     string // what the columns of type and id begin with, and the type's name there; "": the referred table's
	where                      string // of viewOnly: which of the target's rows; "": all
	onDelete, onUpdate         string // of the foreign keys; "": none is said
	deferrable                 bool
	given                      []string // the options, by name
	mistakes                   []string
}

var kindNames = [...]string{BelongsTo: "belongs-to", HasOne: "has-one", HasMany: "has-many", ManyToMany: "many-to-many"}

// String returns the kind as tags write it.
func (k RelationshipKind) String() string { return kindNames[k] }

// parseRelation reads "kind,option=value".
func parseRelation(text string) relationTag {
	parts, mistake := splitTag(text)
	t := relationTag{cascade: SaveUpdate | MergeWith}
	if mistake != "" {
		t.mistakes = append(t.mistakes, mistake)
	}
	name := strings.TrimSpace(parts[0])
	if at := slices.Index(kindNames[:], name); at > 0 {
		t.kind = RelationshipKind(at)
	} else {
		t.mistake("unknown kind %q%s: the kinds are %s", name, instead(name, kindNames[1:], kindWords), strings.Join(kindNames[1:], ", "))
	}
	for _, part := range parts[1:] {
		t.apply(part)
	}
	if len(t.mistakes) == 0 {
		t.check()
	}
	return t
}

func (t *relationTag) mistake(format string, args ...any) {
	t.mistakes = append(t.mistakes, fmt.Sprintf(format, args...))
}

var relationOptions = []string{"fk", "ref", "references", "through", "cascade", "passive-deletes", "post-update", "no-back-populates", "order", "viewonly", "where", "polymorphic", "polymorphic-value", "ondelete", "onupdatefk", "deferrable"}

// relationFlags are the options without a value.
var relationFlags = []string{"passive-deletes", "post-update", "no-back-populates", "viewonly", "deferrable"}

// apply reads one option.
func (t *relationTag) apply(part string) {
	name, value, given := strings.Cut(part, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	flag := slices.Contains(relationFlags, name)
	switch {
	case !slices.Contains(relationOptions, name):
		t.mistake("%s", unknownOption(name, relationOptions, relationWords))
	case slices.Contains(t.given, name):
		t.mistake("option %q is given twice: keep one", name)
	case flag && given:
		t.mistake("option %q takes no value: write %s alone", name, name)
	case !flag && value == "":
		t.mistake("option %q needs a value: write %s=...", name, name)
	case (name == "ondelete" || name == "onupdatefk") && !IsAction(value):
		t.mistake("%s", noAction(name, value))
	default:
		t.set(name, value)
	}
	t.given = append(t.given, name)
}

func (t *relationTag) set(name, value string) {
	switch name {
	case "fk":
		t.fk = t.list(name, value)
	case "ref":
		t.ref = t.list(name, value)
	case "references":
		t.references = t.list(name, value)
	case "order":
		t.order = t.list(name, value)
	case "through":
		if t.through = value; wrongTable(value) || !SaysThrough(value) {
			t.mistake("through names the association table %q: name a table, or schema.table, without quotes, and options behind commas", value)
		}
	case "cascade":
		t.cascades(t.list(name, value))
	case "viewonly":
		t.viewOnly = true
	case "where":
		t.where = value
	case "polymorphic":
		t.polymorphic = value
	case "polymorphic-value":
		t.typeValue = value
	case "passive-deletes":
		t.passiveDeletes = true
	case "post-update":
		t.postUpdate = true
	case "no-back-populates":
		t.noBackPopulates = true
	case "deferrable":
		t.deferrable = true
	case "ondelete":
		t.onDelete = value
	case "onupdatefk":
		t.onUpdate = value
	}
}

// list returns the names in value, which + joins.
func (t *relationTag) list(option, value string) []string {
	names := strings.Split(value, "+")
	for i, name := range names {
		if names[i] = strings.TrimSpace(name); names[i] == "" || wrongName(names[i]) || !SaysThrough(names[i]) {
			t.mistake("%s=%s has an empty or quoted name, or a semicolon: join plain names with +, and write options behind commas", option, value)
		}
	}
	return names
}

// cascadeNames are the cascades by name. What is saved along is merged along: a relationship that Add follows and Merge does
// not would be a surprise that no tag shows.
var cascadeNames = map[string]Cascade{
	"save-update": SaveUpdate | MergeWith, "delete": DeleteWith, "delete-orphan": DeleteOrphan, "merge": MergeWith, "expunge": ExpungeWith,
	"refresh-expire": RefreshExpire, "none": 0, "all": SaveUpdate | DeleteWith | MergeWith | ExpungeWith | RefreshExpire,
}

// cascadeWords are the cascades in the order in which errors tell them.
var cascadeWords = []string{"save-update", "delete", "delete-orphan", "merge", "expunge", "refresh-expire", "all", "none"}

func (t *relationTag) cascades(names []string) {
	t.cascade = 0
	for _, name := range names {
		c, ok := cascadeNames[name]
		switch t.cascade |= c; {
		case !ok:
			t.mistake("unknown cascade %q%s: the cascades are %s", name, instead(name, cascadeWords, nil), strings.Join(cascadeWords, ", "))
		case name == "none" && len(names) > 1:
			t.mistake("cascade none stands alone: drop it, or the others")
		}
	}
}

// check finds options that do not go with the kind.
func (t *relationTag) check() {
	has := func(name string) bool { return slices.Contains(t.given, name) }
	many := t.kind == HasMany || t.kind == ManyToMany
	switch {
	case t.kind == ManyToMany && t.through == "":
		t.mistake("a many-to-many relationship needs its association table: write through=table")
	case t.kind != ManyToMany && (has("through") || has("ref")):
		t.mistake("a %s relationship has no association table: drop through and ref, or make it many-to-many", t.kind)
	case t.kind == ManyToMany && has("references"):
		t.mistake("the columns of an association table refer to keys: drop references")
	case t.viewOnly && slices.ContainsFunc(writingOptions, has):
		t.mistake("a viewonly relationship writes nothing: drop %s", t.given[slices.IndexFunc(t.given, isWriting)])
	case t.kind == ManyToMany && has("polymorphic"):
		t.mistake("an association table refers to one type: drop polymorphic")
	case has("polymorphic-value") && !has("polymorphic"):
		t.mistake("polymorphic-value names the type in a column that polymorphic tells: add polymorphic=owner")
	case has("polymorphic") && (has("ondelete") || has("onupdatefk") || has("deferrable")):
		t.mistake("a polymorphic relationship has no foreign key in the database: drop ondelete, onupdatefk and deferrable")
	case has("where") && !t.viewOnly:
		t.mistake("where tells which entities a relationship that is only read leads to: add viewonly, or filter the query")
	case !many && has("order") && !(t.viewOnly && t.kind == HasOne):
		t.mistake("a %s relationship is one entity, without an order: drop order", t.kind)
	case t.cascade&DeleteOrphan != 0 && t.kind == ManyToMany:
		t.mistake("delete-orphan needs one owner, which a %s relationship does not promise: say it at the end of one", t.kind)
	case t.kind != BelongsTo && t.noBackPopulates:
		t.mistake("no-back-populates is about the pointer that the has-one or has-many end sets: say it at the belongs-to end")
	case t.kind == BelongsTo && t.passiveDeletes:
		t.mistake("passive-deletes is about rows that refer to this one: say it at the has-one or has-many end")
	case t.kind == ManyToMany && t.postUpdate:
		t.mistake("post-update is about a foreign key in one of the two rows: drop it")
	}
}

// writingOptions are about what is written.
var writingOptions = []string{"cascade", "passive-deletes", "post-update", "ondelete", "onupdatefk", "deferrable"}

func isWriting(option string) bool { return slices.Contains(writingOptions, option) }

// SaysThrough reports whether rel tags can name an association table, or its columns, so: none has what other libraries write between options.
func SaysThrough(name string) bool { return SaysOption(name) && !strings.Contains(name, ";") }

// wrongName reports whether no identifier is called so.
func wrongName(name string) bool { return strings.ContainsAny(name, "\x00\"`") }

// wrongTable reports whether no table, with or without its schema, is called so.
func wrongTable(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return part == "" || wrongName(part) })
}
