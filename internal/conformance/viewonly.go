package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Patron has bills, which several fields show.
type Patron struct {
	ID     int64
	Name   string
	Town   string
	Orders []*Bill   `rel:"has-many"`
	Open   []*Bill   `rel:"has-many,viewonly,where=status = 'open' AND total > 0,order=total desc"`
	Done   []*Bill   `rel:"has-many,viewonly,where=status = 'done'"`
	Last   *Bill     `rel:"has-one,viewonly,order=total desc"`
	Paid   *Bill     `rel:"has-one,viewonly,where=status = 'paid'"`
	Near   []*Patron `rel:"has-many,viewonly,fk=town,references=town,where=\"name\" <> 'nobody',order=name"`
}

// TableName names the table.
func (Patron) TableName() string { return "patrons" }

// Bill leads to its patron by several fields.
type Bill struct {
	ID       int64
	Status   string
	Total    int64
	PatronID *int64
	GuestID  *int64
	Patron   *Patron `rel:"belongs-to"`
	Guest    *Patron `rel:"belongs-to"`
	Ab       *Patron `rel:"belongs-to,viewonly,fk=patron_id,where=town = 'ulm'"`
	AB       *Patron `rel:"belongs-to,viewonly,fk=guest_id,where=town = 'bonn'"`
}

// TableName names the table.
func (Bill) TableName() string { return "bills" }

var (
	patrons = builder.Model[Patron]()
	bills   = builder.Model[Bill]()
	total   = builder.Col(&bills.Total)

	allPatrons = builder.Select(patrons).OrderBy(builder.Col(&patrons.ID).Asc())
)

func (b Backend) openPatrons(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(patrons, bills))
	db.exec(t, "INSERT INTO patrons (id, name, town) VALUES (1, 'ann', 'ulm'), (2, 'bob', 'ulm'), (3, 'cat', 'bonn')")
	db.exec(t, "INSERT INTO bills (id, status, total, patron_id, guest_id) VALUES (11, 'open', 5, 1, 3), (12, 'open', 9, 1, 2), (13, 'done', 7, 1, NULL), (14, 'open', 0, 1, 1), (15, 'paid', 3, 3, 3)")
	db.log.take()
	return db
}

func totals(list []*Bill) (all []int64) {
	for _, o := range list {
		all = append(all, o.Total)
	}
	return all
}

// ViewsAreRead: a relationship with a condition and an order of its own leads to what fulfils it, by SELECTs, joins, Has and
// WithParent, several of them over one table in one query.
func ViewsAreRead(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	ctx := t.Context()
	t.Run("lists, all", func(t *testing.T) {
		views := []builder.Loading{builder.SelectIn(&patrons.Open), builder.SelectIn(&patrons.Done), builder.SelectIn(&patrons.Orders), builder.SelectIn(&patrons.Last), builder.Joined(&patrons.Paid), builder.SelectIn(&patrons.Near)}
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			list := value(repo.All(ctx, r, allPatrons.Load(views...)))(t)
			ann, cat := list[0], list[2]
			expect(t, "lists", [][]int64{totals(ann.Open), totals(ann.Done), totals(cat.Open)}, [][]int64{{9, 5}, {7}, nil})
			expect(t, "all: number of ann.Orders", len(ann.Orders), 4)
			expect(t, "all: ann.Open[0] == ann.Orders[1]", ann.Open[0] == ann.Orders[1], true)
			expect(t, "all: cat.Open != nil", cat.Open != nil, true)
			expect(t, "ones: ann.Last.Total", ann.Last.Total, int64(9))
			expect(t, "ones: list[1].Last", list[1].Last, (*Bill)(nil))
			expect(t, "ones: ann.Paid", ann.Paid, (*Bill)(nil))
			expect(t, "ones: cat.Paid.Total", cat.Paid.Total, int64(3))
			expect(t, "by what is no key: number of ann.Near", len(ann.Near), 2)
			expect(t, "by what is no key: ann.Near[1] == list[1]", ann.Near[1] == list[1], true)
			expect(t, "by what is no key: number of cat.Near", len(cat.Near), 1)
		}
	})
	one := value(repo.One(ctx, db, allPatrons.Where(builder.Col(&patrons.ID).Eq(1)).Load(builder.SelectIn(&patrons.Open).Where(total.Lt(9)))))(t)
	t.Run("with a condition of the query's, limited", func(t *testing.T) {
		expect(t, "with a condition of the query's", totals(one.Open), []int64{5})
		limited := value(repo.One(ctx, db, allPatrons.Where(builder.Col(&patrons.ID).Eq(1)).Load(builder.SelectIn(&patrons.Open).Limit(1))))(t)
		expect(t, "limited", totals(limited.Open), []int64{9})
		expect(t, "has", []int64{
			value(repo.Count(ctx, db, allPatrons.Where(builder.Has(&patrons.Open))))(t), value(repo.Count(ctx, db, allPatrons.Where(builder.Has(&patrons.Done, total.Gt(7)))))(t),
			value(repo.Count(ctx, db, builder.Select(patrons).Join(&patrons.Open)))(t), value(repo.Count(ctx, db, builder.Select(bills).Where(builder.WithParent(&patrons.Open, one))))(t),
			value(repo.Count(ctx, db, builder.Select(bills).Join(&bills.Patron)))(t), value(repo.Count(ctx, db, builder.Select(patrons).LeftJoin(&patrons.Done)))(t),
		}, []int64{1, 0, 2, 2, 5, 3})
	})
	t.Run("one statement, under names of their own", func(t *testing.T) {
		both := builder.Select(bills).OrderBy(builder.Col(&bills.ID).Asc()).
			Load(builder.Joined(&bills.Patron), builder.Joined(&bills.Guest), builder.Joined(&bills.Ab), builder.Joined(&bills.AB))
		for _, q := range []builder.SelectStmt[*Bill]{both, builder.Select(bills).OrderBy(builder.Col(&bills.ID).Asc()).Load(builder.ToOne(bills))} {
			db.log.take()
			list := value(repo.All(ctx, db, q))(t)
			expect(t, "one statement: db.selects()", db.selects(), 1)
			expect(t, "one statement: number of list", len(list), 5)
			expect(t, "under names of their own: list[0].Patron.Name", list[0].Patron.Name, "ann")
			expect(t, "under names of their own: list[0].Guest.Name", list[0].Guest.Name, "cat")
			expect(t, "under names of their own: list[0].Ab == list[0].Patron", list[0].Ab == list[0].Patron, true)
			expect(t, "under names of their own: list[0].AB == list[0].Guest", list[0].AB == list[0].Guest, true)
			expect(t, "under names of their own: list[1].AB", list[1].AB, (*Patron)(nil))
			expect(t, "under names of their own: list[4].Ab", list[4].Ab, (*Patron)(nil))
			expect(t, "under names of their own: list[4].AB.Name", list[4].AB.Name, "cat")
		}
	})
	t.Run("of what the session has", func(t *testing.T) {
		s := db.session(t)
		value(repo.All(ctx, s, allPatrons))(t)
		list := value(repo.All(ctx, s, builder.Select(bills).OrderBy(builder.Col(&bills.ID).Asc()).Load(builder.SelectIn(&bills.Ab), builder.SelectIn(&bills.AB))))(t)
		expect(t, "of what the session has: list[0].Ab.Name", list[0].Ab.Name, "ann")
		expect(t, "of what the session has: list[0].AB.Name", list[0].AB.Name, "cat")
		expect(t, "of what the session has: list[1].AB", list[1].AB, (*Patron)(nil))
		expect(t, "of what the session has: list[4].Ab", list[4].Ab, (*Patron)(nil))
	})
}

// ViewsAreNotWritten: what is put into a view, or taken out, is nobody's change; a load shows what is there now.
func ViewsAreNotWritten(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allPatrons.Load(builder.SelectIn(&patrons.Open), builder.SelectIn(&patrons.Last))))(t)
	ann, bob := list[0], list[1]
	top := ann.Open[0]
	t.Run("no change, nothing to write", func(t *testing.T) {
		ann.Open, bob.Open, ann.Last = nil, []*Bill{top, {Status: "open"}}, &Bill{}
		expect(t, "no change: s.Dirty()", s.Dirty(), []any(nil))
		expect(t, "no change: s.IsModified(ann)", s.IsModified(ann), false)
		expect(t, "no change: s.New()", s.New(), []any(nil))
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, "nothing to write", db.log.sent(), "COMMIT")
	})
	t.Run("shown again", func(t *testing.T) {
		must(t, repo.Load(ctx, s, list, &patrons.Open, &patrons.Last))
		expect(t, "shown again: totals(ann.Open)", totals(ann.Open), []int64{9, 5})
		expect(t, "shown again: number of bob.Open", len(bob.Open), 0)
		expect(t, "shown again: ann.Last == top", ann.Last == top, true)
	})

	t.Run("as it is now", func(t *testing.T) {
		top.Status, ann.Name = "done", "anne"
		must(t, s.Commit(ctx))
		must(t, repo.Load(ctx, s, list, &patrons.Open, &patrons.Done))
		expect(t, "as it is now: totals(ann.Open)", totals(ann.Open), []int64{5})
		expect(t, "as it is now: number of ann.Done", len(ann.Done), 2)
	})
	dan := &Patron{ID: 4, Name: "dan", Town: "ulm", Open: []*Bill{{Status: "open", Total: 1}}, Orders: []*Bill{{ID: 16, Status: "open", Total: 2}}}
	t.Run("of a new one, gone", func(t *testing.T) {
		must(t, s.Add(dan))
		must(t, s.Commit(ctx))
		must(t, repo.Load(ctx, s, []*Patron{dan}, &patrons.Open))
		expect(t, "of a new one", totals(dan.Open), []int64{2})
		must(t, s.Delete(dan.Orders[0]))
		must(t, s.Commit(ctx))
		expect(t, "gone: number of dan.Orders", len(dan.Orders), 0)
		expect(t, "gone: number of dan.Open", len(dan.Open), 0)
		must(t, s.Delete(dan))
		must(t, s.Commit(ctx))
		expect(t, "stored", []int64{db.stored(t, "SELECT count(*) FROM bills"), db.stored(t, "SELECT count(*) FROM patrons")}, []int64{5, 3})
	})
	t.Run("refreshed", func(t *testing.T) {
		must(t, s.Refresh(ctx, ann, &ann.Open))
		expect(t, "refreshed", totals(ann.Open), []int64{5})
		refused(t, repo.Replace(ctx, s, ann, &ann.Open, nil), repo.ErrInvalidRequest)
	})
	_, err := repo.Collection(s, ann, &ann.Open)
	t.Run("a view is no collection", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
	})
	_, err = repo.All(ctx, s, allPatrons.Load(builder.Joined(&patrons.Last)))
	t.Run("refused: Patron.Last is the first of several", func(t *testing.T) {
		says(t, err, "Patron.Last is the first of several")
		for _, q := range []builder.Sqlizer{allPatrons.Where(builder.Has(&patrons.Last)), allPatrons.Join(&patrons.Last), builder.Select(builder.Model[Bill]()).Where(builder.WithParent(&patrons.Last, list[0]))} {
			_, _, err = q.ToSql()
			says(t, err, "Patron.Last is the first of several")
		}
	})
}
