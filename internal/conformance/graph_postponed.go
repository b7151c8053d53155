package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// FieldsOfPostUpdatesWait: a foreign key with post-update is written behind the row that it refers to, also where its field alone
// names that one.
func FieldsOfPostUpdatesWait(t *testing.T, b Backend) {
	db := b.openRare(t)
	const ring = "SELECT k.name || '>' || n.name FROM knots k JOIN knots n ON n.id = k.next_id ORDER BY 1"
	ctx, s := t.Context(), db.session(t)
	one, two, three := &Knot{ID: 70, Name: "1", NextID: new(int64)}, &Knot{ID: 71, Name: "2", NextID: new(int64)}, &Knot{ID: 72, Name: "3"}
	*one.NextID, *two.NextID, three.Next = two.ID, three.ID, one
	must(t, s.Add(one, two, three))
	must(t, s.Commit(ctx))
	expect(t, "a ring of new rows", listed(t, db, ring), "1>2, 2>3, 3>1")
	expect(t, "the pointer follows: one.Next == two", one.Next == two, true)

	four := &Knot{ID: 74, Name: "4"}
	one.NextID, one.Name = &four.ID, "one"
	must(t, s.Add(four))
	_, err := s.Plan()
	must(t, err)
	expect(t, "a plan changes nothing: one.NextID == &four.ID", one.NextID == &four.ID, true)
	must(t, s.Commit(ctx))
	expect(t, "a row that is there", listed(t, db, ring), "2>3, 3>one, one>4")
	expect(t, "the pointer leads to the new row: one.Next == four", one.Next == four, true)

	five := &Knot{ID: 75, Name: "5"}
	two.NextID, two.Next, two.Name = &five.ID, five, "two"
	must(t, s.Commit(ctx))
	expect(t, "field and pointer", listed(t, db, ring), "3>one, one>4, two>5")
	expect(t, "nothing is left: s.Dirty()", s.Dirty(), []any(nil))

	three.NextID, three.Name = &(&Knot{ID: 76}).ID, "three"
	must(t, s.Add(&Knot{ID: 76, Name: "6"}))
	must(t, s.Flush(ctx))
	must(t, s.Rollback(ctx))
	expect(t, "as it was", listed(t, db, ring), "3>one, one>4, two>5")
}

// FieldsOfPostUpdatesWaitForKeys: so it is where the row that is named gets that key by the same flush.
func FieldsOfPostUpdatesWaitForKeys(t *testing.T, b Backend) {
	db := b.open(t)
	for _, table := range choirTables {
		db.exec(t, b.spell(table))
	}
	ctx, s := t.Context(), db.session(t)
	amy, bea := &Singer{Name: "amy"}, &Singer{Name: "bea"}
	choir := &Choir{LeaderName: &amy.Name}
	must(t, s.Add(choir, amy, bea))
	must(t, s.Commit(ctx))
	expect(t, "a new singer", listed(t, db, "SELECT leader_name FROM choirs"), "amy")
	name := "beatrix"
	bea.Name, choir.LeaderName = name, &name
	must(t, s.Commit(ctx))
	expect(t, "another name", listed(t, db, "SELECT leader_name FROM choirs"), "beatrix")
	expect(t, "the pointer leads there: choir.Leader == bea", choir.Leader == bea, true)
	found := value(repo.Get[Choir](ctx, db.session(t), choir.ID))(t)
	expect(t, "stored", *found.LeaderName, "beatrix")
}
