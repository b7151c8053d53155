package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// FieldsWithoutAWayBackAreFollowed: a child that is tied by the field of its foreign key alone, and has no pointer beside it,
// comes into the list that is known, and leaves the other one.
func FieldsWithoutAWayBackAreFollowed(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	high, low := &Shelf{Name: "high"}, &Shelf{Name: "low"}
	must(t, s.Add(high, low))
	must(t, s.Flush(ctx))
	red, jam := &Sticker{Name: "red", ShelfID: &high.ID}, &Jar{Name: "jam", ShelfID: high.ID}
	must(t, s.Add(red, jam))
	must(t, s.Commit(ctx))
	expect(t, "in the list: high.Stickers", high.Stickers, []*Sticker{red})
	expect(t, "in the list: high.Jars", high.Jars, []*Jar{jam})
	red.ShelfID, jam.ShelfID = &low.ID, low.ID
	must(t, s.Commit(ctx))
	expect(t, "left", []int{len(high.Stickers), len(high.Jars)}, []int{0, 0})
	expect(t, "came: low.Stickers", low.Stickers, []*Sticker{red})
	expect(t, "came: low.Jars", low.Jars, []*Jar{jam})

	low.Stickers = []*Sticker{}
	must(t, s.Commit(ctx))
	expect(t, "taken out", db.stored(t, "SELECT count(*) FROM stickers WHERE shelf_id IS NULL"), int64(1))
	low.Jars = []*Jar{}
	refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	must(t, s.Rollback(ctx))

	high.Stickers = append(high.Stickers, red)
	red.ShelfID = &low.ID
	refused(t, s.Flush(ctx), repo.ErrConflictingSides)
}

// OneIsDrivenOut: a parent with a has-one lets go of the child that is loaded there when another one points to it.
func OneIsDrivenOut(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Author{Name: "ann", Profile: &Profile{Bio: "old"}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	old, next := ann.Profile, &Profile{Bio: "new", Author: ann}
	must(t, s.Add(next))
	must(t, s.Commit(ctx))
	expect(t, "the orphan is deleted: state of old", s.State(old), repo.Detached)
	expect(t, "the orphan is deleted: ann.Profile == next", ann.Profile == next, true)
	expect(t, "one row", listed(t, db, "SELECT bio FROM profiles"), "new")

	bob := &Author{Name: "bob"}
	last := &Profile{Bio: "last", Author: ann}
	must(t, s.Add(bob, last))
	next.Author = bob // given away, and so no orphan
	must(t, s.Commit(ctx))
	expect(t, "each has one", []bool{ann.Profile == last, bob.Profile == next}, []bool{true, true})
	expect(t, "two rows", listed(t, db, "SELECT bio FROM profiles ORDER BY 1"), "last, new")

	must(t, s.Add(&Profile{Bio: "one", Author: bob}, &Profile{Bio: "two", Author: bob}))
	refused(t, s.Flush(ctx), repo.ErrConflictingSides)
}

// DeletedNewOnesStayAway: a new entity that is deleted is not brought back by what leads to it, unless it is put there anew.
func DeletedNewOnesStayAway(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	reds := &Club{Name: "reds"}
	must(t, s.Add(reds))
	must(t, s.Commit(ctx))
	amy := &Player{Name: "amy"}
	reds.Players = append(reds.Players, amy)
	game := &Game{Home: reds, Away: &Club{Name: "blues"}}
	must(t, s.Add(amy, game))
	must(t, s.Delete(amy))
	must(t, s.Commit(ctx))
	expect(t, "no row: SELECT count(*) FROM players", db.stored(t, "SELECT count(*) FROM players"), int64(0))
	expect(t, "no row: state of amy", s.State(amy), repo.Transient)
	expect(t, "no row: number of reds.Players", len(reds.Players), 0)
	must(t, s.Commit(ctx))
	expect(t, "nor later", db.stored(t, "SELECT count(*) FROM players"), int64(0))

	reds.Players = append(reds.Players, amy)
	must(t, s.Commit(ctx))
	expect(t, "put there anew", db.stored(t, "SELECT count(*) FROM players"), int64(1))

	guest := &Player{Name: "guest"}
	must(t, s.Add(guest))
	reds.Captain = guest
	must(t, s.Delete(guest))
	must(t, s.Commit(ctx))
	expect(t, "nor by a pointer: SELECT count(*) FROM players", db.stored(t, "SELECT count(*) FROM players"), int64(1))
	expect(t, "nor by a pointer: reds.Captain", reds.Captain, (*Player)(nil))
}

// choirTables refer to one another.
var choirTables = []string{
	`CREATE TABLE singers (name varchar(20) PRIMARY KEY, choir_id bigint)`,
	`CREATE TABLE choirs (id {counted}, leader_name varchar(20) REFERENCES singers (name) ON UPDATE CASCADE)`,
}

// Choir has a leader, who may be one of its singers.
type Choir struct {
	ID         int64
	LeaderName *string
	Leader     *Singer   `rel:"belongs-to,fk=leader_name,post-update"`
	Singers    []*Singer `rel:"has-many"`
}

// TableName names the table.
func (Choir) TableName() string { return "choirs" }

// Singer is known by a name, which may change.
type Singer struct {
	Name    string `db:"name,pk"`
	ChoirID *int64
}

// TableName names the table.
func (Singer) TableName() string { return "singers" }

// PostponedKeysFollowTheirParent: a foreign key with post-update is written behind the key that it refers to, also where that
// key changes in the same flush.
func PostponedKeysFollowTheirParent(t *testing.T, b Backend) {
	db := b.open(t)
	for _, table := range choirTables {
		db.exec(t, b.spell(table))
	}
	ctx, s := t.Context(), db.session(t)
	amy, bea := &Singer{Name: "amy"}, &Singer{Name: "bea"}
	choir := &Choir{Singers: []*Singer{amy, bea}, Leader: amy}
	must(t, s.Add(choir))
	must(t, s.Commit(ctx))
	bea.Name, choir.Leader = "beatrix", bea
	must(t, s.Commit(ctx))
	expect(t, "another leader", listed(t, db, "SELECT leader_name FROM choirs"), "beatrix")
	bea.Name = "trixie"
	must(t, s.Commit(ctx))
	expect(t, "the same one", listed(t, db, "SELECT leader_name FROM choirs"), "trixie")
	expect(t, "in memory", *choir.LeaderName, "trixie")
}
