package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/drey-db/drey/schema"
)

// renames reads old:new, whose table need not be said twice.
func renames(list []string) (map[string]string, error) {
	found := map[string]string{}
	for _, text := range list {
		old, now, ok := strings.Cut(text, ":")
		if !ok || old == "" || now == "" {
			return nil, &usageError{err: fmt.Errorf("--rename %s is no rename: write heroes.name:title, or heroes:champions", text)}
		}
		if dot := strings.LastIndexByte(old, '.'); dot >= 0 && !strings.Contains(now, ".") {
			now = old[:dot+1] + now
		}
		found[old] = now
	}
	return found, nil
}

// rename is a column that goes and one that comes.
type rename struct{ old, now string }

// possibleRenames are the columns that were refused to go, each with those of its table and type that come. What is computed was no column with
// values.
func possibleRenames(changes, refused []schema.Change) (pairs []rename) {
	for _, from := range refused {
		for _, to := range changes {
			if from.Kind == schema.DropColumn && to.Kind == schema.AddColumn && from.Schema == to.Schema && from.Table == to.Table &&
				typeOf(from.From) == typeOf(to.To) && isGenerated(from.From) == isGenerated(to.To) {
				pairs = append(pairs, rename{column(from), column(to)})
			}
		}
	}
	return pairs
}

// typeOf is the type of a column that is written as a definition.
func typeOf(definition string) string {
	for _, behind := range []string{" NOT NULL", " DEFAULT ", " GENERATED "} {
		definition, _, _ = strings.Cut(definition, behind)
	}
	return definition
}

// isGenerated reports whether a definition is of a column that the database computes.
func isGenerated(definition string) bool {
	return strings.Contains(definition, " GENERATED ALWAYS AS (")
}

func column(c schema.Change) string {
	name := c.Table + "." + c.Name
	if c.Schema != "" {
		name = c.Schema + "." + name
	}
	return name
}

func hints(pairs []rename) string {
	var text strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&text, "\n  if %s is what %s was: --rename %s:%s", p.now, p.old, p.old, p.now)
	}
	return text.String()
}

// confirmRenames asks of each pair, until what it is about is decided.
func (c *call) confirmRenames(ctx context.Context, pairs []rename) (map[string]string, error) {
	chosen, taken := map[string]string{}, map[string]bool{}
	for _, p := range pairs {
		if chosen[p.old] != "" || taken[p.now] {
			continue
		}
		yes, err := c.confirm(ctx, fmt.Sprintf("is %s what %s was?", p.now, p.old))
		if err != nil {
			return nil, err
		}
		if yes {
			chosen[p.old], taken[p.now] = p.now, true
		}
	}
	return chosen, nil
}
