package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// beside is a branch and the one that it grows from, in one row.
type beside struct{ Own, From *Branch }

// branchPart is what a load of a branch's children reads: which of the names, in which order.
type branchPart struct {
	what   string
	refine func(l builder.Loading) builder.Loading
	of     func(names []string) []string
}

var branchName = builder.Col(&builder.Model[Branch]().Name)

var branchParts = []branchPart{
	{"not asked for", nil, func([]string) []string { return nil }},
	{"whole", func(l builder.Loading) builder.Loading { return l }, slices.Clone[[]string]},
	{"filtered", func(l builder.Loading) builder.Loading { return l.Where(branchName.Gt("b")) }, func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name <= "b" })
	}},
	{"the last", func(l builder.Loading) builder.Loading { return l.OrderBy(branchName.Desc()).Limit(1) }, func(names []string) []string {
		return slices.Clone(names[max(0, len(names)-1):])
	}},
	{"in part", func(l builder.Loading) builder.Loading { return l.Only(branchName) }, slices.Clone[[]string]},
}

// branchTree is the names of the children of each branch.
var branchTree = map[string][]string{"a": {"ab", "b", "c"}, "b": {"ba", "bc", "d", "e"}}

// addBranchTree stores branchTree.
func addBranchTree(t *testing.T, db *database) {
	t.Helper()
	top := &Branch{Name: "a"}
	for _, name := range branchTree["a"] {
		child := &Branch{Name: name}
		for _, below := range branchTree[name] {
			child.Children = append(child.Children, &Branch{Name: below})
		}
		top.Children = append(top.Children, child)
	}
	s := db.session(t)
	must(t, s.Add(top))
	must(t, s.Commit(t.Context()))
}

// branchNames returns the names of branches, nil of a list that nobody loaded.
func branchNames(list []*Branch) (names []string) {
	if list != nil {
		names = []string{}
	}
	for _, one := range list {
		names = append(names, one.Name)
	}
	return names
}

// LoadsAreOfTheirPrototype: where rows hold two entities of one type, each is given what is loaded by the prototype that it is read by,
// as it is said there, and no more.
func LoadsAreOfTheirPrototype(t *testing.T, b Backend) {
	db := b.openGraph(t)
	addBranchTree(t, db)
	own, from := builder.Model[Branch](), builder.Alias[Branch]("grown_from")
	for _, here := range branchParts {
		for _, there := range branchParts {
			var paths []builder.Loading
			if here.refine != nil {
				paths = append(paths, here.refine(builder.SelectIn(&own.Children)))
			}
			if there.refine != nil {
				paths = append(paths, there.refine(builder.SelectIn(&from.Children)))
			}
			t.Run("own "+here.what+", from "+there.what, func(t *testing.T) { loadBeside(t, db, here, there, paths) })
		}
	}
}

// loadBeside reads branches beside those that they grow from, with what here and there say of their children, as paths say it.
func loadBeside(t *testing.T, db *database, here, there branchPart, paths []builder.Loading) {
	t.Helper()
	own, from := builder.Model[Branch](), builder.Alias[Branch]("grown_from")
	all := builder.SelectColumns(builder.Entity(own), builder.Entity(from)).From(own).
		LeftJoin(builder.Along(&own.Parent, from)).OrderBy(builder.Col(&own.ID).Asc())
	rows := value(repo.All(t.Context(), db, builder.Load(builder.As[beside](all), paths...)))(t)
	expect(t, "number of rows", len(rows), 8)
	for _, row := range rows { // the two in it are objects of their own
		expect(t, row.Own.Name, branchNames(row.Own.Children), partOf(here, row.Own.Name))
		if row.From != nil {
			expect(t, "from "+row.From.Name, branchNames(row.From.Children), partOf(there, row.From.Name))
		}
	}
	one := builder.Load(builder.As[beside](all.Where(branchName.Eq("b"))), paths...)
	for door, row := range besideBy(t, db, one) { // a session has each branch once
		expect(t, door, [][]string{branchNames(row.Own.Children), branchNames(row.From.Children)}, [][]string{partOf(here, "b"), partOf(there, "a")})
	}
}

// partOf returns the names of a branch's children that part reads.
func partOf(part branchPart, name string) []string {
	if part.refine == nil {
		return nil
	}
	return append([]string{}, part.of(branchTree[name])...)
}

// besideBy returns the one row of q by every door.
func besideBy(t *testing.T, db *database, q builder.Query[beside]) map[string]beside {
	t.Helper()
	ctx, rows := t.Context(), map[string]beside{}
	for name, r := range map[string]repo.Reader{"session": db.session(t), "engine": db} {
		rows[name] = value(repo.One(ctx, r, q))(t)
	}
	for page, err := range repo.Pages(ctx, db.session(t), q, 1) {
		must(t, err)
		rows["pages"] = page[0]
	}
	var list []beside
	must(t, repo.Gather(ctx, db.session(t), repo.Into(&list, q)))
	rows["gather"] = list[0]
	return rows
}

// LoadsOfTwoNamesAreTwoStatements: each of two prototypes of one type has a SELECT of its own, for its own keys.
func LoadsOfTwoNamesAreTwoStatements(t *testing.T, b Backend) {
	db := b.openGraph(t)
	addBranchTree(t, db)
	ctx, own, from, top := t.Context(), builder.Model[Branch](), builder.Alias[Branch]("grown_from"), builder.Alias[Branch]("top")
	rows := builder.SelectColumns(builder.Entity(from), builder.Entity(own), builder.Entity(top)).From(own).
		Join(builder.Along(&own.Parent, from)).Join(builder.Along(&from.Parent, top)).Where(branchName.Eq("e"))
	type three struct{ First, Second, Third *Branch }
	for _, r := range []repo.Reader{db.session(t), db} {
		db.log.take()
		row := value(repo.One(ctx, r, builder.Load(builder.As[three](rows), builder.SelectIn(&top.Children).Where(branchName.Eq("c")),
			builder.SelectIn(&own.Parent).Then(builder.SelectIn(&own.Children).Limit(1)), builder.SelectIn(&from.Children).Where(branchName.Lt("c")))))(t)
		names := []string{row.First.Name, row.Second.Name, row.Third.Name}
		expect(t, "names", names, []string{"b", "e", "a"})
		expect(t, "top", branchNames(row.Third.Children), []string{"c"})
		expect(t, "own parent", row.Second.Parent.Name, "b")
		expect(t, "own children", row.Second.Children == nil, true)
		if r != db {
			continue // one object, which one of them fills
		}
		expect(t, "from", branchNames(row.First.Children), []string{"ba", "bc"})
		expect(t, "below own", branchNames(row.Second.Parent.Children), []string{"ba"})
		expect(t, "statements", db.selects(), 5)
	}
	pair := builder.As[beside](builder.SelectColumns(builder.Entity(own), builder.Entity(from)).From(own).
		Join(builder.Along(&own.Parent, from)).Where(branchName.Eq("e")))
	for _, load := range []builder.Loading{builder.SelectIn(&own.Children), builder.SelectIn(&from.Children)} {
		db.log.take()
		row, key := value(repo.One(ctx, db, builder.Load(pair, load)))(t), int64(0)
		if key = row.Own.ID; row.From.Children != nil {
			key = row.From.ID
		}
		event := db.log.take()[1]
		expect(t, "one key: "+event.SQL, strings.Contains(event.SQL, `"parent_id" = `), true)
		expect(t, "its arguments", event.Args, []any{key})
	}
}

// LoadsOfWhatIsNotReadAreRefused: a load by a prototype that the query does not read as an entity is an error that names both, before
// anything is sent.
func LoadsOfWhatIsNotReadAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, own, from, other := t.Context(), builder.Model[Branch](), builder.Alias[Branch]("grown_from"), builder.Alias[Branch]("other")
	rows := builder.SelectColumns(builder.Entity(own), builder.Entity(from)).From(own).Join(builder.Along(&own.Parent, from))
	columns := builder.SelectColumns(builder.Col(&own.ID), branchName)
	few := builder.Derived[Branch]("few")
	db.log.take()
	const model, alias, further = "Model[Branch]()", `Alias[Branch]("grown_from")`, `Alias[Branch]("other")`
	for what, c := range map[string]struct {
		err  error
		says []string
	}{
		"nowhere":         {allOf(t, db, builder.Select(own).Load(builder.SelectIn(&from.Children))), []string{alias, "as " + model}},
		"a join":          {allOf(t, db, builder.Select(own).Load(builder.Joined(&from.Parent))), []string{alias, "as " + model}},
		"ToOne":           {allOf(t, db, builder.Select(own).Load(builder.ToOne(from))), []string{alias, "as " + model}},
		"only joined":     {allOf(t, db, builder.Select(own).Join(builder.Along(&own.Parent, from)).Load(builder.SelectIn(&from.Children))), []string{alias, model, "Then"}},
		"eager":           {allOf(t, db, builder.Select(own).Join(builder.Along(&own.Parent, from)).Load(builder.ContainsEager(&from.Parent))), []string{alias, model}},
		"the model":       {allOf(t, db, builder.Select(from).Load(builder.SelectIn(&own.Children))), []string{model, "as " + alias}},
		"a third of two":  {allOf(t, db, builder.Load(builder.As[beside](rows), builder.SelectIn(&other.Children))), []string{further, model + " and " + alias}},
		"columns":         {allOf(t, db, builder.Load(builder.As[*Branch](columns), builder.SelectIn(&from.Children))), []string{alias, "as " + model}},
		"compound":        {allOf(t, db, builder.Union(builder.Select(own), builder.Select(other)).Load(builder.SelectIn(&from.Children))), []string{alias, model + " and " + further}},
		"rows of a query": {allOf(t, db, builder.Select(few).From(builder.Subquery(few, builder.Select(own))).Load(builder.SelectIn(&from.Children))), []string{alias, `Derived[Branch]("few")`}},
		"a write":         {allOf(t, db, builder.Load(builder.Delete(own).AllRows().Returning(), builder.SelectIn(&from.Children))), []string{alias, "as " + model}},
	} {
		refused(t, c.err, repo.ErrInvalidRequest)
		says(t, c.err, append(c.says, "Branch.", "is loaded of", "take the relationship's address there")...)
		expect(t, what+": sent", db.log.sent(), "")
	}
	_, err := repo.All(ctx, db.session(t), builder.Select(own).Load(builder.SelectIn(&from.Children)))
	refused(t, err, repo.ErrInvalidRequest)
}

// allOf returns the error of reading q.
func allOf[R any](t *testing.T, db *database, q builder.Query[R]) error {
	t.Helper()
	_, err := repo.All(t.Context(), db, q)
	return err
}

// LoadsNameWhatIsRead: a load names its entity by whatever prototype the query reads it by and, where only text knows that, by any.
func LoadsNameWhatIsRead(t *testing.T, b Backend) {
	db := b.openGraph(t)
	addBranchTree(t, db)
	ctx, own, from, few := t.Context(), builder.Model[Branch](), builder.Alias[Branch]("grown_from"), builder.Derived[Branch]("few")
	named, called := branchName.Eq("b"), builder.Col(&from.Name).Eq("b")
	inner := builder.Subquery(few, builder.Select(own).Where(named))
	text := builder.As[*Branch](builder.Text("SELECT * FROM branches WHERE name = 'b'"))
	either := builder.Union(builder.Select(own).Where(named), builder.Select(from).Where(called))
	columns := builder.SelectColumns(builder.Col(&from.ID), builder.Col(&from.Name).Label("name"), builder.NullCol(&from.ParentID)).Where(called)
	again := builder.Model[Branch]()
	for what, q := range map[string]builder.Query[*Branch]{
		"the model, asked for again":  builder.Select(own).Where(named).Load(builder.SelectIn(&again.Children)),
		"an alias":                    builder.Select(from).Where(called).Load(builder.SelectIn(&builder.Alias[Branch]("grown_from").Children)),
		"rows of a query":             builder.Select(few).From(inner).Load(builder.SelectIn(&few.Children)),
		"rows of a query, the model":  builder.Select(few).From(inner).Load(builder.SelectIn(&own.Children)),
		"rows of WITH":                builder.Select(few).With(builder.CTE(few, builder.Select(own).Where(named))).Load(builder.SelectIn(&few.Children)),
		"compound, the first":         either.Load(builder.SelectIn(&own.Children)),
		"compound, the second":        either.Load(builder.SelectIn(&from.Children)),
		"text":                        builder.Load(text, builder.SelectIn(&own.Children)),
		"text, an alias":              builder.Load(text, builder.SelectIn(&from.Children)),
		"columns":                     builder.Load(builder.As[*Branch](columns), builder.SelectIn(&from.Children)),
		"a word, and a name below it": builder.Select(own).Where(named).Load(builder.ToOne(own), builder.SelectIn(&own.Children).Then(builder.ToOne(from), builder.SelectIn(&own.Children))),
	} {
		for _, r := range []repo.Reader{db.session(t), db} {
			one := value(repo.One(ctx, r, q))(t)
			expect(t, what, branchNames(one.Children), branchTree["b"])
		}
	}
	joined := builder.Select(own).Join(builder.Along(&own.Parent, from)).Where(named)
	for _, below := range []builder.Loading{builder.SelectIn(&from.Children), builder.SelectIn(&own.Children)} {
		one := value(repo.One(ctx, db, joined.Load(builder.ContainsEager(&own.Parent).Then(below))))(t)
		expect(t, "below a join of one's own", [][]string{branchNames(one.Children), branchNames(one.Parent.Children)}, [][]string{nil, branchTree["a"]})
	}
}
