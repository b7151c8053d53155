package conformance

import (
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// shops describes tables of tenants: every key holds the shop's.
var shops = sync.OnceValue(func() *schema.MetaData {
	return schema.MustOf(orders, builder.Model[Item](), builder.Model[Line](), builder.Model[Draft]())
})

// Order is one shop's.
type Order struct {
	ID     int64   `db:"id,pk"`
	ShopID int64   `db:"shop_id,pk"`
	Items  []*Item `rel:"many-to-many,through=order_items,fk=order_id+shop_id,ref=item_id+shop_id,order=name"`
}

// TableName names the table.
func (Order) TableName() string { return "orders" }

// Item is one shop's.
type Item struct {
	ID     int64 `db:"id,pk"`
	ShopID int64 `db:"shop_id,pk"`
	Name   string
	Orders []*Order `rel:"many-to-many,through=order_items,fk=item_id+shop_id,ref=order_id+shop_id"`
}

// TableName names the table.
func (Item) TableName() string { return "items" }

// Line is of an order and an item of one shop.
type Line struct {
	N       int64 `db:"n,pk"`
	ShopID  int64 `db:"shop_id,pk"`
	OrderID *int64
	ItemID  *int64
	Order   *Order `rel:"belongs-to,fk=order_id+shop_id,deferrable"`
	Item    *Item  `rel:"belongs-to,fk=item_id+shop_id,deferrable"`
}

// TableName names the table.
func (Line) TableName() string { return "lines" }

// Draft is of an order and an item of one shop, or of none.
type Draft struct {
	ID                      int64
	ShopID, OrderID, ItemID *int64
	Order                   *Order `rel:"belongs-to,fk=order_id+shop_id"`
	Item                    *Item  `rel:"belongs-to,fk=item_id+shop_id"`
}

// TableName names the table.
func (Draft) TableName() string { return "drafts" }

var orders = builder.Model[Order]()

const ordered = "SELECT order_id || '/' || item_id || '/' || shop_id FROM order_items ORDER BY 1"

func (b Backend) openShops(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, shops())
	db.log.take()
	return db
}

// AssociationsShareColumns: both foreign keys of an association table may hold one column, which is written once. Ends that
// give it two values are refused.
func AssociationsShareColumns(t *testing.T, b Backend) {
	db := b.openShops(t)
	ctx, s := t.Context(), db.session(t)
	cup, pot, far := &Item{ID: 1, ShopID: 1, Name: "cup"}, &Item{ID: 2, ShopID: 1, Name: "pot"}, &Item{ID: 3, ShopID: 2, Name: "far"}
	one, two := &Order{ID: 1, ShopID: 1, Items: []*Item{cup, pot}}, &Order{ID: 2, ShopID: 1, Items: []*Item{cup}}
	must(t, s.Add(one, two, far))
	must(t, s.Commit(ctx))
	expect(t, "put in", listed(t, db, ordered), "1/1/1, 1/2/1, 2/1/1")
	other := db.session(t)
	list := value(repo.All(ctx, other, builder.Select(orders).OrderBy(builder.Col(&orders.ID).Asc()).Load(builder.SelectIn(&orders.Items))))(t)
	expect(t, "loaded: number of list[0].Items", len(list[0].Items), 2)
	expect(t, "loaded: number of list[1].Items", len(list[1].Items), 1)
	expect(t, "loaded: list[0].Items[0] == list[1].Items[0]", list[0].Items[0] == list[1].Items[0], true)
	must(t, other.Rollback(ctx))
	one.Items = one.Items[:1]
	must(t, s.Commit(ctx))
	expect(t, "taken out", listed(t, db, ordered), "1/1/1, 2/1/1")
	one.Items, two.Items = nil, nil
	must(t, s.Commit(ctx))
	expect(t, "several", listed(t, db, ordered), "")
	one.Items = []*Item{cup, far}
	err := s.Commit(ctx)
	refused(t, err, repo.ErrConflictingSides)
	says(t, err, "Order.ShopID", "Item.ShopID", "shop_id", "order_items")
	must(t, s.Rollback(ctx))
	must(t, s.Delete(two, cup))
	must(t, s.Commit(ctx))
}

// TenantsAreKeptApart: two pointers whose foreign keys share a column agree on it, or are refused, both named.
func TenantsAreKeptApart(t *testing.T, b Backend) {
	db := b.openShops(t)
	ctx, s := t.Context(), db.session(t)
	home, away := &Order{ID: 1, ShopID: 1}, &Order{ID: 1, ShopID: 2}
	cup, far := &Item{ID: 1, ShopID: 1, Name: "cup"}, &Item{ID: 1, ShopID: 2, Name: "far"}
	line := &Line{N: 1, Order: home, Item: cup}
	must(t, s.Add(line, away, far))
	must(t, s.Commit(ctx))
	expect(t, "filled: line.ShopID", line.ShopID, int64(1))
	expect(t, "filled: *line.OrderID", *line.OrderID, int64(1))
	expect(t, "filled: *line.ItemID", *line.ItemID, int64(1))

	refusedBoth := func(what string) {
		t.Helper()
		err := s.Flush(ctx)
		refused(t, err, repo.ErrConflictingSides)
		says(t, err, "Line.Order", "Line.Item", "Line.ShopID")
		expect(t, what+": nothing was sent"+": s.IsActive()", s.IsActive(), true)
		expect(t, what+": nothing was sent"+": line.ShopID", line.ShopID, int64(1))
	}
	line.Order = away
	refusedBoth("one pointer moves the row")
	line.Order = home
	bad := &Line{N: 2, Order: home, Item: far}
	must(t, s.Add(bad))
	refusedBoth("two that differ")
	must(t, s.Expunge(bad))
	line.Order, line.Item = away, far
	must(t, s.Commit(ctx))
	draft := &Draft{Order: home, Item: cup}
	must(t, s.Add(draft))
	must(t, s.Commit(ctx))
	draft.Order = nil
	must(t, s.Commit(ctx))
	expect(t, "one lets go: draft.OrderID == nil", draft.OrderID == nil, true)
	expect(t, "one lets go: *draft.ShopID", *draft.ShopID, int64(1))
	expect(t, "one lets go: *draft.ItemID", *draft.ItemID, int64(1))
	expect(t, "one lets go: draft.Item == cup", draft.Item == cup, true)
	draft.Order = home
	must(t, s.Commit(ctx))
	draft.Order, draft.Item = nil, nil
	must(t, s.Commit(ctx))
	expect(t, "both let go: draft.OrderID == nil", draft.OrderID == nil, true)
	expect(t, "both let go: draft.ItemID == nil", draft.ItemID == nil, true)
	expect(t, "both let go: draft.ShopID == nil", draft.ShopID == nil, true)
	expect(t, "both move", listed(t, db, "SELECT n || '/' || shop_id || '/' || order_id || '/' || item_id FROM lines"), "1/2/1/1")
}

// ParentsOfUnreadChildrenAreRefused: a parent whose children cannot be without one is not deleted under them, read or not.
func ParentsOfUnreadChildrenAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, setup := t.Context(), db.session(t)
	must(t, setup.Add(&Train{Name: "night", Tickets: []*Ticket{{Seat: "1a"}}}, &Train{Name: "empty"}))
	must(t, setup.Commit(ctx))
	s := db.session(t)
	list := value(repo.All(ctx, s, builder.Select(trains).OrderBy(builder.Col(&trains.Name).Desc())))(t)
	must(t, s.Delete(list[0]))
	err := s.Flush(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Ticket", "Train.Tickets", "TrainID", "NULL")
	expect(t, "the session goes on", s.IsActive(), true)
	must(t, s.NoAutoflush(func() error {
		tickets, err := repo.All(ctx, s, builder.Select(builder.Model[Ticket]()))
		if err != nil {
			return err
		}
		return s.Delete(tickets[0], list[1])
	}))
	must(t, s.Commit(ctx))
	expect(t, "with them it goes, and one without any", db.stored(t, "SELECT count(*) FROM trains"), int64(0))
}

// KeysThatWereGivenUpAreFree: a new row may have the key that another one gives up in the same flush.
func KeysThatWereGivenUpAreFree(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	old, ball := &Team{Code: "a", Year: 1, Name: "old"}, &Toy{ID: 7, Label: "ball"}
	must(t, s.Add(old, ball))
	must(t, s.Commit(ctx))
	giveUpKeys := func() (*Team, *Toy) {
		old.Year, ball.ID = 2, 8
		fresh, kite := &Team{Code: "a", Year: 1, Name: "fresh"}, &Toy{ID: 7, Label: "kite"}
		must(t, s.Add(fresh, kite))
		must(t, s.Flush(ctx))
		return fresh, kite
	}
	giveUpKeys()
	must(t, s.Rollback(ctx))
	expect(t, "rolled back: old.Year", old.Year, 1)
	expect(t, "rolled back: ball.ID", ball.ID, int64(7))
	expect(t, "rolled back: repo.Get[Team](s, \"a\", 1)) == old", value(repo.Get[Team](ctx, s, "a", 1))(t) == old, true)
	fresh, kite := giveUpKeys()
	must(t, s.Commit(ctx))
	expect(t, "one pointer a row: repo.Get[Team](s, \"a\", 1)) == fresh", value(repo.Get[Team](ctx, s, "a", 1))(t) == fresh, true)
	expect(t, "one pointer a row: repo.Get[Team](s, \"a\", 2)) == old", value(repo.Get[Team](ctx, s, "a", 2))(t) == old, true)
	expect(t, "one pointer a row: repo.Get[Toy](s, 7)) == kite", value(repo.Get[Toy](ctx, s, 7))(t) == kite, true)
	expect(t, "one pointer a row: repo.Get[Toy](s, 8)) == ball", value(repo.Get[Toy](ctx, s, 8))(t) == ball, true)
	expect(t, "stored", []string{listed(t, db, "SELECT name FROM teams ORDER BY year"), listed(t, db, "SELECT label FROM toys ORDER BY id")},
		[]string{"fresh, old", "kite, ball"})
	must(t, s.Add(&Team{Code: "a", Year: 2}))
	refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
}
