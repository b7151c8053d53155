package conformance

import (
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Address is columns of whoever has one.
type Address struct {
	Street string
	Zip    *string `db:"zip_code"`
	Since  time.Time
}

// Customer has two addresses, and a sign-up that stays.
type Customer struct {
	ID       int64
	Name     string
	Home     Address `db:",prefix=home_"`
	Work     Address `db:",prefix=work_"`
	SignedUp string  `db:"signed_up,createonly"`
	Version  int64   `db:"version,version"`
}

// TableName names the table.
func (Customer) TableName() string { return "customers" }

var customers = builder.Model[Customer]()

var customerTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(customers) })

// customer stores one.
func (db *database) customer(t *testing.T) *Customer {
	t.Helper()
	db.create(t, customerTables())
	zip := "1010"
	c := &Customer{Name: "ann", Home: Address{Street: "Elm", Zip: &zip}, Work: Address{Street: "Oak"}, SignedUp: "by mail"}
	s := db.session(t)
	must(t, s.Add(c))
	must(t, s.Commit(t.Context()))
	db.log.take()
	return c
}

// StructsAreColumns: a struct with a prefix is as many columns, which are tracked and asked for one by one.
func StructsAreColumns(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.customer(t).ID
	ctx := t.Context()
	t.Run("read", func(t *testing.T) {
		found := value(repo.All(ctx, db.Engine, builder.Select(customers).Where(
			builder.Col(&customers.Work.Street).Eq("Oak"), builder.NullCol(&customers.Work.Zip).IsNull())))(t)
		expect(t, "streets", []string{found[0].Home.Street, *found[0].Home.Zip, found[0].Work.Street}, []string{"Elm", "1010", "Oak"})
	})
	t.Run("edit", func(t *testing.T) {
		s := db.session(t)
		c := value(repo.Get[Customer](ctx, s, id))(t)
		db.log.take()
		c.Work.Street = "Ash"
		must(t, s.Commit(ctx))
		expect(t, "columns", value(repo.Scalar[string](ctx, db.Engine, builder.Text("SELECT home_street || work_street FROM customers")))(t), "ElmAsh")
		expect(t, "unchanged", s.IsModified(c), false)
		c.Home = Address{Street: "Fir", Since: c.Home.Since}
		must(t, s.Commit(ctx))
		expect(t, "NULL", value(repo.Scalar[int64](ctx, db.Engine, builder.Text("SELECT count(*) FROM customers WHERE home_zip_code IS NULL AND home_street = 'Fir'")))(t), int64(1))
	})
	t.Run("whole", func(t *testing.T) {
		s := db.session(t)
		c := value(repo.Get[Customer](ctx, s, id))(t)
		value(repo.Merge(ctx, s, &Customer{ID: id, Name: "none", Work: Address{Street: "Yew"}}, &customers.Work))(t)
		expect(t, "merged", []string{c.Name, c.Home.Street, c.Work.Street}, []string{"ann", "Fir", "Yew"})
		must(t, s.Refresh(ctx, c, &c.Work))
		expect(t, "refreshed: c.Work.Street", c.Work.Street, "Ash")
		expect(t, "refreshed: s.IsModified(c)", s.IsModified(c), false)
		expect(t, "refreshed: s.Loaded(c, &c.Home)", s.Loaded(c, &c.Home), true)
	})
	t.Run("no column", func(t *testing.T) {
		_, err := repo.All(ctx, db.Engine, builder.Select(customers).Where(builder.Col(&customers.Home).Eq(Address{})))
		says(t, err, "points into a prototype of Customer", "a struct whose fields are columns", "&prototype.Home.City")
	})
	t.Run("rows", func(t *testing.T) {
		type card struct {
			Name string
			Home Address `db:",prefix=home_"`
		}
		rows := value(repo.All(ctx, db.Engine, builder.As[card](builder.SelectColumns(
			builder.Col(&customers.Name), builder.Col(&customers.Home.Street)))))(t)
		expect(t, "card", rows, []card{{Name: "ann", Home: Address{Street: "Fir"}}})
	})
}

// CreateOnlyColumnsStay: what only an INSERT writes is refused by the flush that would change it, and left alone by what
// writes whole rows.
func CreateOnlyColumnsStay(t *testing.T, b Backend) {
	db := b.open(t)
	c := db.customer(t)
	ctx := t.Context()
	stays := func(t *testing.T, name string) {
		t.Helper()
		got := value(repo.Get[Customer](ctx, db.Engine, c.ID))(t)
		expect(t, "row", []string{got.Name, got.SignedUp}, []string{name, "by mail"})
	}
	t.Run("an edit", func(t *testing.T) {
		s := db.session(t)
		c := value(repo.Get[Customer](ctx, s, c.ID))(t)
		c.Name, c.SignedUp = "bob", "by phone"
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Customer.SignedUp", "createonly")
		c.SignedUp = "by mail"
		must(t, s.Commit(ctx))
		stays(t, "bob")
	})
	t.Run("a value that the database works out", func(t *testing.T) {
		s := db.session(t)
		c := value(repo.Get[Customer](ctx, s, c.ID))(t)
		err := s.Set(c, &c.SignedUp, builder.Raw[string]("'by fax'"))
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Customer.SignedUp", "createonly")
		c.Name = "bob"
		must(t, s.Commit(ctx))
		stays(t, "bob")
	})
	t.Run("whole rows", func(t *testing.T) {
		s := db.session(t)
		row := value(repo.Get[Customer](ctx, db.Engine, c.ID))(t)
		row.Name, row.SignedUp = "cas", "by phone"
		must(t, repo.UpdateAll(ctx, s, []*Customer{row}))
		must(t, s.Commit(ctx))
		stays(t, "cas")
		refused(t, repo.UpdateAll(ctx, s, []*Customer{row}, builder.Col(&customers.SignedUp)), repo.ErrInvalidRequest)
		row.Name = "dan"
		must(t, repo.UpsertAll(ctx, s, []*Customer{row}))
		must(t, s.Commit(ctx))
		stays(t, "dan")
		row.Name = "eve"
		value(repo.Upsert(ctx, s, row))(t)
		must(t, s.Commit(ctx))
		stays(t, "eve")
		row.Name = "fay"
		value(s.Exec(ctx, builder.Insert(customers).Values(row).OnConflict(builder.Col(&customers.ID)).DoUpdate()))(t)
		must(t, s.Commit(ctx))
		stays(t, "fay")
	})
	t.Run("a merge of what has none", func(t *testing.T) {
		s := db.session(t)
		value(repo.Merge(ctx, s, &Customer{ID: c.ID, Name: "gil"}))(t)
		must(t, s.Commit(ctx))
		stays(t, "gil")
		value(repo.Merge(ctx, s, &Customer{ID: c.ID, Name: "gil", SignedUp: "by phone"}))(t)
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	})
}
