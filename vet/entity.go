package vet

import (
	"cmp"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Hook finds methods of entities, or promoted to them, that are called like a hook, of drey's or of another library's, and that nobody calls.
var Hook = &analysis.Analyzer{
	Name: "dreyhook",
	Doc: "find hooks of entities that nobody calls\n\nA hook is found by its name and its arguments: func (*Hero) BeforeInsert(ctx context.Context) error. " +
		"A method that its package calls, or that an interface there or of what it imports has, is left alone.",
	Run: func(pass *analysis.Pass) (any, error) {
		by := callersOf(pass)
		for _, entity := range declared(pass) {
			checkHooks(pass, entity, by)
		}
		return nil, nil
	},
}

// Tag finds entities whose fields have tags of gorm or bun, and none of drey's.
var Tag = &analysis.Analyzer{
	Name: "dreytag",
	Doc:  "find entities with tags of gorm or bun and none of drey's\n\nOnly db and rel tags are read: docs/coming-from-gorm.md and docs/coming-from-bun-and-ent.md have the words.",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, entity := range declared(pass) {
			if s, ok := entity.Underlying().(*types.Struct); ok {
				checkTags(pass, entity.Obj().Name(), s)
			}
		}
		return nil, nil
	},
}

// declared returns the entities that a package declares.
func declared(pass *analysis.Pass) (entities []*types.Named) {
	for _, def := range pass.TypesInfo.Defs {
		name, ok := def.(*types.TypeName)
		if !ok || name.IsAlias() {
			continue
		}
		if t, ok := name.Type().(*types.Named); ok && isEntity(t) {
			entities = append(entities, t)
		}
	}
	slices.SortFunc(entities, func(a, b *types.Named) int { return cmp.Compare(a.Obj().Pos(), b.Obj().Pos()) })
	return entities
}

// checkTags reports the first field with a tag of gorm or bun, where no field has one of drey's: the struct came from there. Fields of structs that
// it embeds count as well.
func checkTags(pass *analysis.Pass, entity string, s *types.Struct) {
	at, name, library := token.NoPos, "", ""
	for i := range s.NumFields() {
		field, theirs, drey := tagOf(s, i, 0)
		if drey {
			return
		}
		if theirs != "" && library == "" {
			at, name, library = s.Field(i).Pos(), field, theirs
		}
	}
	if library != "" {
		report(pass, at, "%s has %s tags and no db tags, and drey reads those alone: write the column of %s as db:\"name,option\", a relationship as rel:\"has-many\"", entity, library, name)
	}
}

// deepest is how far structs that embed one another are followed.
const deepest = 8

// tagOf returns the field and the library of the first tag of gorm or bun of field i, or of what that embeds, and whether there is one of drey's.
func tagOf(s *types.Struct, i, depth int) (field, library string, drey bool) {
	tag := reflect.StructTag(s.Tag(i))
	for _, key := range []string{"db", "rel"} {
		if _, ok := tag.Lookup(key); ok {
			return "", "", true
		}
	}
	for _, key := range []string{"gorm", "bun"} {
		if tag.Get(key) != "" && library == "" {
			field, library = s.Field(i).Name(), key
		}
	}
	embedded, ok := s.Field(i).Type().Underlying().(*types.Struct)
	if !ok || !s.Field(i).Embedded() || depth == deepest {
		return field, library, false
	}
	for j := range embedded.NumFields() {
		inner, theirs, own := tagOf(embedded, j, depth+1)
		if own {
			return "", "", true
		}
		if library == "" {
			field, library = inner, theirs
		}
	}
	return field, library, false
}
