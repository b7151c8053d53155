package oracle_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// read does what reads.
func (p *breadthPlayer) read(o breadthOp) (found []string, err error) {
	k := breadthKinds[o.Type]
	switch o.Op {
	case "load":
		r, e := breadthKind(o.Name).link(o.Rel), p.cast[o.Name]
		k = breadthKind(o.Name)
		if err := k.load(p.ctx, p.s, e, field(r, k.proto)); err != nil {
			return nil, err
		}
		return targetTags(r, e), nil
	case "query":
		list, err := k.all(p.ctx, p.s)
		for _, e := range list {
			p.cast[tag(e)] = e
			found = append(found, k.line(e, nil, nil))
		}
		slices.Sort(found)
		return found, err
	}
	u, err := p.s.UnitOfWork(p.ctx)
	if err != nil {
		return nil, err
	}
	other := p.fresh(repo.WithTx(u))
	defer func() { _ = other.Close() }()
	return shapeNamed(o.Shape).read(p.ctx, other, o.N)
}

// shape is a query of a scene, which breadth.py asks as well. It reads in a session of its own, inside the transaction.
type shape struct {
	name string // its scene's first type, and what it is
	read func(ctx context.Context, s *repo.Session, n int64) ([]string, error)
}

func shapeNamed(name string) shape {
	return shapes[slices.IndexFunc(shapes, func(s shape) bool { return s.name == name })]
}

func (s shape) scene() string { return strings.SplitN(s.name, " ", 2)[0] }

// entities is a shape whose rows are entities, of which some columns and relationships are shown; {"*"}: all columns.
func entities[T any](name string, columns, rels []string, q func(n int64) builder.Query[*T]) shape {
	return shape{name, func(ctx context.Context, s *repo.Session, n int64) (found []string, err error) {
		list, err := repo.All(ctx, s, q(n))
		for _, e := range list {
			found = append(found, breadthKind(tag(e)).line(e, columns, rels))
		}
		return found, err
	}}
}

// nested is entities, with what a relationship leads to, of which some columns are shown.
func nested[T, E any](name, rel string, columns []string, lead func(*T) []*E, q func(n int64) builder.Query[*T]) shape {
	return shape{name, func(ctx context.Context, s *repo.Session, n int64) (found []string, err error) {
		list, err := repo.All(ctx, s, q(n))
		for _, e := range list {
			lines := []string{}
			for _, other := range lead(e) {
				lines = append(lines, breadthKind(tag(other)).line(other, columns, nil))
			}
			slices.Sort(lines)
			found = append(found, tag(e)+" "+rel+"="+strings.Join(lines, ","))
		}
		return found, err
	}}
}

func oneOf[E any](e *E) []*E {
	if e == nil {
		return nil
	}
	return []*E{e}
}

// counted is a shape of some numbers.
func counted(name string, ask func(ctx context.Context, s *repo.Session, n int64) ([]int64, error)) shape {
	return shape{name, func(ctx context.Context, s *repo.Session, n int64) ([]string, error) {
		counts, err := ask(ctx, s, n)
		return []string{fmt.Sprint(counts)}, err
	}}
}

func byID[T any](e *T, id *int64) builder.SelectStmt[*T] {
	return builder.Select(e).OrderBy(builder.Col(id).Asc())
}

func larger(size *int64, n int64) builder.Sqlizer { return builder.Col(size).Gt(n) }

var idAndSize = []string{"id", "size"}

var shapes = slices.Concat(regionShapes, guestShapes, humanShapes, cellShapes, drawerShapes, clientShapes)

var regionShapes = []shape{
	entities("Region lists", nil, []string{"Villages", "Castles", "Crown"}, func(int64) builder.Query[*Region] {
		return byID(regions, &regions.ID).Load(builder.SelectIn(&regions.Villages), builder.SelectIn(&regions.Castles), builder.Joined(&regions.Crown))
	}),
	entities("Region has", nil, nil, func(n int64) builder.Query[*Region] {
		return byID(regions, &regions.ID).Where(builder.Has(&regions.Villages, larger(&villages.Size, n)))
	}),
	entities("Region part", nil, []string{"Villages"}, func(n int64) builder.Query[*Region] {
		return byID(regions, &regions.ID).Load(builder.SelectIn(&regions.Villages).Where(larger(&villages.Size, n)))
	}),
	entities("Region contains", nil, []string{"Region"}, func(n int64) builder.Query[*Village] {
		return byID(villages, &villages.ID).Join(&villages.Region).Where(larger(&regions.Size, n)).Load(builder.ContainsEager(&villages.Region))
	}),
	nested("Region joined", "Region", nil, func(v *Village) []*Region { return oneOf(v.Region) }, func(n int64) builder.Query[*Village] {
		return byID(villages, &villages.ID).Load(builder.Joined(&villages.Region).Where(larger(&regions.Size, n)))
	}),
	nested("Region only", "Castles", idAndSize, func(r *Region) []*Castle { return r.Castles }, func(int64) builder.Query[*Region] {
		return byID(regions, &regions.ID).Load(builder.SelectIn(&regions.Castles).Only(builder.Col(&castles.Size)))
	}),
	entities("Region parent", idAndSize, nil, func(n int64) builder.Query[*Village] {
		return byID(villages, &villages.ID).Where(builder.WithParent(&regions.Villages, &Region{ID: n, Code: fmt.Sprint("c", n)}))
	}),
}

var guestShapes = []shape{
	entities("Guest views", nil, []string{"Bills", "Open", "Done", "Last", "Near", "Hosts"}, func(int64) builder.Query[*Guest] {
		return byID(guests, &guests.ID).Load(builder.SelectIn(&guests.Bills), builder.SelectIn(&guests.Open), builder.SelectIn(&guests.Done),
			builder.SelectIn(&guests.Last), builder.SelectIn(&guests.Near), builder.SelectIn(&guests.Hosts))
	}),
	entities("Guest joined", nil, []string{"Guest", "Host", "Local"}, func(int64) builder.Query[*Bill] {
		return byID(bills, &bills.ID).Load(builder.Joined(&bills.Guest), builder.Joined(&bills.Host), builder.Joined(&bills.Local))
	}),
	entities("Guest to one", nil, []string{"Guest", "Host", "Local"}, func(int64) builder.Query[*Bill] {
		return byID(bills, &bills.ID).Load(builder.ToOne(bills))
	}),
	entities("Guest text", nil, []string{"Open", "Near"}, func(n int64) builder.Query[*Guest] {
		return builder.Load(builder.Union(builder.Select(guests).Where(larger(&guests.Size, n)), builder.Select(guests).Where(builder.Col(&guests.Size).Le(n))).
			OrderBy(builder.Col(&guests.ID).Asc()), builder.SelectIn(&guests.Open), builder.SelectIn(&guests.Near))
	}),
	entities("Guest has", nil, nil, func(n int64) builder.Query[*Guest] {
		return byID(guests, &guests.ID).Where(builder.Has(&guests.Open, larger(&bills.Size, n)))
	}),
	entities("Guest none", nil, nil, func(int64) builder.Query[*Bill] {
		return byID(bills, &bills.ID).Where(builder.Not(builder.Has(&bills.Local)))
	}),
	entities("Guest part", nil, []string{"Open"}, func(n int64) builder.Query[*Guest] {
		return byID(guests, &guests.ID).Load(builder.SelectIn(&guests.Open).Where(larger(&bills.Size, n)))
	}),
	nested("Guest two names", "Host", []string{"id", "town"}, func(b *Bill) []*Guest { return append(oneOf(b.Guest), oneOf(b.Host)...) }, func(n int64) builder.Query[*Bill] {
		town := builder.Col(&guests.Town)
		return byID(bills, &bills.ID).Load(builder.Joined(&bills.Guest).Only(town), builder.Joined(&bills.Host).Only(town).Where(larger(&guests.Size, n)))
	}),
	nested("Guest beyond", "Near", nil, func(b *Bill) []*Guest {
		if b.Guest == nil {
			return nil
		}
		return b.Guest.Near
	}, func(int64) builder.Query[*Bill] {
		return byID(bills, &bills.ID).Load(builder.Joined(&bills.Guest).Then(builder.SelectIn(&guests.Near)))
	}),
	entities("Guest parent", nil, nil, func(n int64) builder.Query[*Bill] {
		return byID(bills, &bills.ID).Where(builder.WithParent(&guests.Open, &Guest{ID: n}))
	}),
	counted("Guest joins", func(ctx context.Context, s *repo.Session, n int64) ([]int64, error) {
		return rowCounts(ctx, s, builder.Select(guests).Join(&guests.Open), builder.Select(guests).Join(builder.Along(&guests.Near, builder.Alias[Guest]("near"))).Where(larger(&guests.Size, n)))
	}),
}

// rowCounts is how many rows queries have.
func rowCounts[T any](ctx context.Context, s *repo.Session, queries ...builder.SelectStmt[*T]) (list []int64, err error) {
	for _, q := range queries {
		n, err := repo.Count(ctx, s, q)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}
