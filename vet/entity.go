package vet

import (
	"cmp"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Hook finds methods of entities that are called like a hook, of drey's or of another library's, and that nobody calls.
var Hook = &analysis.Analyzer{
	Name: "dreyhook",
	Doc:  "find hooks of entities that nobody calls\n\nA hook is found by its name and its arguments: func (*Hero) BeforeInsert(ctx context.Context) error.",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, entity := range declared(pass) {
			for i := range entity.NumMethods() {
				checkHook(pass, entity, entity.Method(i))
			}
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

// hooks are the arguments of the hooks that entities have, as they are written.
var hooks = map[string]string{
	"BeforeInsert": "ctx context.Context", "BeforeUpdate": "ctx context.Context", "BeforeDelete": "ctx context.Context",
	"AfterLoad": "ctx context.Context", "AfterWrite": "ctx context.Context, change flush.Change", "Validate": "ctx context.Context",
}

// foreign are hooks of gorm and bun, and what does the same.
var foreign = map[string]string{
	"BeforeCreate": "BeforeInsert", "BeforeSave": "Validate", "AfterFind": "AfterLoad", "AfterCreate": "AfterWrite", "AfterSave": "AfterWrite",
	"AfterUpdate": "AfterWrite", "AfterDelete": "AfterWrite", "BeforeAppendModel": "BeforeInsert", "AfterScanRow": "AfterLoad", "BeforeScanRow": "AfterLoad",
}

func checkHook(pass *analysis.Pass, entity *types.Named, m *types.Func) {
	name, signature := m.Name(), m.Type().(*types.Signature)
	if ours, ok := foreign[name]; ok && takesForeign(signature) {
		report(pass, m.Pos(), "nobody calls %s of %s, a hook of another library: make it func (*%[2]s) %[3]s(%[4]s) error", name, entity.Obj().Name(), ours, hooks[ours])
		return
	}
	if want, ok := hooks[name]; ok && !isHook(signature, name) && (name != "Validate" || answersError(signature) && signature.Params().Len() == 0) {
		report(pass, m.Pos(), "nobody calls %s of %s, which is %s: make it func (*%[2]s) %[1]s(%[4]s) error, or call it otherwise", name, entity.Obj().Name(),
			types.TypeString(signature, types.RelativeTo(pass.Pkg)), want)
	}
}

// isHook reports whether a method takes what the hook of its name takes, and returns an error.
func isHook(s *types.Signature, name string) bool {
	want := strings.Count(hooks[name], ",") + 1
	if s.Params().Len() != want || s.Variadic() || !answersError(s) {
		return false
	}
	pkg, first := named(s.Params().At(0).Type())
	if pkg != "context" || first != "Context" {
		return false
	}
	if want == 1 {
		return true
	}
	pkg, second := named(s.Params().At(1).Type())
	return pkg == repo+"/flush" && second == "Change"
}

func answersError(s *types.Signature) bool {
	return s.Results().Len() == 1 && types.Identical(s.Results().At(0).Type(), types.Universe.Lookup("error").Type())
}

// takesForeign reports whether a method takes something of gorm's or bun's.
func takesForeign(s *types.Signature) bool {
	for i := range s.Params().Len() {
		if pkg, _ := named(s.Params().At(i).Type()); strings.HasPrefix(pkg, "gorm.io/") || strings.HasPrefix(pkg, "github.com/uptrace/bun") {
			return true
		}
	}
	return false
}

// checkTags reports the first field with a tag of gorm or bun, where no field has one of drey's: the struct came from there.
func checkTags(pass *analysis.Pass, entity string, s *types.Struct) {
	at, library := -1, ""
	for i := range s.NumFields() {
		tag := reflect.StructTag(s.Tag(i))
		for _, key := range []string{"db", "rel"} {
			if _, ok := tag.Lookup(key); ok {
				return
			}
		}
		for _, key := range []string{"gorm", "bun"} {
			if value := tag.Get(key); value != "" && at < 0 {
				at, library = i, key
			}
		}
	}
	if at >= 0 {
		report(pass, s.Field(at).Pos(), "%s has %s tags and no db tags, and drey reads those alone: write the column of %s as db:\"name,option\", a relationship as rel:\"has-many\"", entity, library, s.Field(at).Name())
	}
}
