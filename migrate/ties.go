package migrate

import (
	"path"
	"path/filepath"
	"slices"
)

// graph reads the revisions of the engine's dialect.
func (c Config) graph(dialect string) (*graph, error) {
	nodes, err := c.nodes(dialect)
	if err != nil {
		return nil, err
	}
	if _, untied := tied(nodes); len(untied) > 0 {
		if err := c.inFront(dialect); err != nil {
			return nil, err
		}
		n := untied[0]
		_, called := c.files()
		return nil, invalid("the GoStep %q follows %s, of which there is no file in %s: mend its Parent, or write that revision for this database first, without the step in Config.GoSteps, by the command that wrote it elsewhere",
			n.ID, n.Parents[0], path.Join(filepath.ToSlash(called), dialect))
	}
	return newGraph(nodes)
}

// graphElsewhere reads the revisions of a dialect that is not the engine's. The steps in code that follow what its folder does not have are not
// part of its history yet.
func (c Config) graphElsewhere(dialect string) (*graph, error) {
	nodes, err := c.nodes(dialect)
	if err != nil {
		return nil, err
	}
	nodes, _ = tied(nodes)
	return newGraph(nodes)
}

// tied returns nodes without the steps in code that follow what is not among them, and those.
func tied(nodes []*node) (with, without []*node) {
	with = nodes
	for before := -1; before != len(without); {
		before = len(without)
		there := map[string]bool{}
		for _, n := range with {
			there[n.ID] = true
		}
		var left []*node
		for _, n := range with {
			if n.step != nil && slices.ContainsFunc(n.Parents, func(id string) bool { return !there[id] }) {
				without = append(without, n)
			} else {
				left = append(left, n)
			}
		}
		with = left
	}
	return with, without
}

// nodes reads the revisions of a dialect, and those that are code.
func (c Config) nodes(dialect string) ([]*node, error) {
	if err := c.foldersAreNoFiles(dialect); err != nil {
		return nil, err
	}
	files, _ := c.files()
	nodes, err := readFiles(files, dialect)
	if err == nil {
		err = strayed(files, dialect)
	}
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		n.Path = filepath.ToSlash(filepath.Join(c.Dir, n.Path))
	}
	for i := range c.GoSteps {
		n, err := newCode(&c.GoSteps[i])
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}
