package architecture_test

import (
	"fmt"
	"slices"
	"strings"
)

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath, Dir, Name string
	Standard              bool
	GoFiles               []string
	Imports, Deps         []string // of files that are not tests; Deps goes all the way down
}

// graph is packages by import path.
type graph map[string]pkg

// ours are the packages of this module, by their path from its root, in order.
func (g graph) ours() []string {
	var names []string
	for path := range g {
		if name, ok := own(path); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (g graph) own(name string) pkg { return g[strings.TrimSuffix(module+name, "/")] }

// own returns the path of a package of ours from the module's root.
func own(path string) (string, bool) {
	name, ok := strings.CutPrefix(path+"/", module)
	return strings.TrimSuffix(name, "/"), ok
}

// upward returns every import that the plan does not allow, as sentences.
func (g graph) upward(plan map[string]floor) (wrong []string) {
	for _, name := range g.ours() {
		f, listed := plan[name]
		example := strings.HasPrefix(name, "examples/")
		if !listed && !example {
			wrong = append(wrong, fmt.Sprintf("%s is not in the floor plan: add a line to the table in floorplan_test.go", name))
			continue
		}
		for _, path := range g.own(name).Imports {
			if !g.allows(f, example, path) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which the floor plan does not allow", name, path))
			}
		}
	}
	return wrong
}

// unused returns every import that the plan allows and that no file makes, as sentences.
func (g graph) unused(plan map[string]floor) (wrong []string) {
	for name, f := range plan {
		imports := g.own(name).Imports
		for _, allowed := range f.ours {
			if !slices.Contains(imports, module+allowed) {
				wrong = append(wrong, fmt.Sprintf("%s may import %s, and does not: take the permission out", name, allowed))
			}
		}
		for _, allowed := range f.theirs {
			if !slices.ContainsFunc(imports, func(path string) bool { return within(path, allowed) }) {
				wrong = append(wrong, fmt.Sprintf("%s may import %s, and does not: take the permission out", name, allowed))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

func (g graph) allows(f floor, example bool, path string) bool {
	name, isOurs := own(path)
	switch {
	case isOurs && example:
		return !strings.HasPrefix(name, "internal/")
	case isOurs:
		return slices.Contains(f.ours, name)
	}
	return example || g[path].Standard || slices.ContainsFunc(f.theirs, func(m string) bool { return within(path, m) })
}

// limit says what a package must not link.
type limit struct {
	from  string
	never []string // paths, with all below them, or anyModule
}

// anyModule stands for everything but the standard library.
const anyModule = "*"

// beyond returns every package that a limit forbids and that is linked, as sentences.
func (g graph) beyond(limits []limit) (wrong []string) {
	for _, l := range limits {
		for _, path := range g.own(l.from).Deps {
			for _, never := range l.never {
				if within(path, never) || never == anyModule && !g[path].Standard {
					wrong = append(wrong, fmt.Sprintf("%s links %s", l.from, path))
				}
			}
		}
	}
	return wrong
}

// testing returns every import of a test library outside tests, as sentences.
func (g graph) testing(libraries []string) (wrong []string) {
	for _, name := range g.ours() {
		if name == bodies {
			continue
		}
		for _, path := range g.own(name).Imports {
			if slices.ContainsFunc(libraries, func(l string) bool { return within(path, l) }) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s outside a test", name, path))
			}
		}
	}
	return wrong
}

// within reports whether path is root or below it.
func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }
