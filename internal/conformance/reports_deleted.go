package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Fellow is deleted softly, and knows others of its kind in every way.
type Fellow struct {
	ID        int64
	Name      string
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	BossID    *int64
	Boss      *Fellow   `rel:"belongs-to"`
	Staff     []*Fellow `rel:"has-many,fk=boss_id,order=id"`
	Friends   []*Fellow `rel:"many-to-many,through=fellow_friends,fk=fellow_id,ref=friend_id,order=id"`
	FriendOf  []*Fellow `rel:"many-to-many,through=fellow_friends,fk=friend_id,ref=fellow_id,order=id"`
}

// TableName names the table.
func (Fellow) TableName() string { return "fellows" }

var (
	fellows    = builder.Model[Fellow]()
	fellowID   = builder.Col(&fellows.ID)
	fellowName = builder.Col(&fellows.Name)
)

// openFellows has 1 over 2 and 3, and 2 over 4 and 5, where 3 and 4 are deleted; 1 is a friend of all, and 5 of 1.
func (b Backend) openFellows(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(fellows))
	boss := func(id int64) *int64 { return &id }
	db.within(t, func(s *repo.Session) {
		list := []*Fellow{{ID: 1, Name: "a"}, {ID: 2, Name: "b", BossID: boss(1)}, {ID: 3, Name: "c", BossID: boss(1)}, {ID: 4, Name: "d", BossID: boss(2)}, {ID: 5, Name: "e", BossID: boss(3)}}
		list[0].Friends, list[4].Friends = []*Fellow{list[1], list[2], list[3], list[4]}, []*Fellow{list[0]}
		must(t, s.Add(list[0], list[1], list[2], list[3], list[4]))
	})
	db.exec(t, "UPDATE fellows SET deleted_at = '2024-01-01' WHERE id IN (3, 4)")
	db.log.take()
	return db
}

func fellowIDs(list []*Fellow) (ids []int64) {
	for _, f := range list {
		ids = append(ids, f.ID)
	}
	return ids
}

// ReportsOfDeletedRows are faults of soft deletes.
func ReportsOfDeletedRows(t *testing.T, b Backend) {
	tryAll(t, b.openFellows(t), []report{
		{"gorm 4918", "a join loads no deleted row", joinsLoadNoDeletedRow},
		{"ecto_soft_delete 98", "nor does a load within a load", nestedLoadsLeaveOutDeleted},
		{"go-pg 981", "nor does a many-to-many", manyToManyLeavesOutDeleted},
		{"bun 199", "a table that is joined with itself", selfJoinsNameTheirColumn},
		{"gorm 6054", "an unfiltered query loads what is deleted", unfilteredLoads},
		{"cakephp3-soft-delete 20", "a child keeps the key of a deleted parent", childrenKeepDeletedParents},
		{"bun 160", "many at once", manyAreDeletedSoftly},
		{"gorm 6346", "a purge takes pairs of both directions", purgesTakeBothDirections},
	})
}

func joinsLoadNoDeletedRow(t *testing.T, db *database) {
	for _, load := range []builder.Loading{builder.Joined(&fellows.Boss), builder.SelectIn(&fellows.Boss)} {
		list := inOrderOf(t, db, fellows, fellowID.Asc(), load)
		expect(t, "living", fellowIDs(list), []int64{1, 2, 5})
		expect(t, "bosses", []bool{list[0].Boss == nil, list[1].Boss != nil, list[2].Boss == nil}, []bool{true, true, true})
	}
	expect(t, "staff", fellowIDs(inOrderOf(t, db, fellows, fellowID.Asc(), builder.SelectIn(&fellows.Staff))[0].Staff), []int64{2})
}

func nestedLoadsLeaveOutDeleted(t *testing.T, db *database) {
	staff := builder.SelectIn(&fellows.Staff)
	list := inOrderOf(t, db, fellows, fellowID.Asc(), staff.Then(staff, builder.Joined(&fellows.Boss)), builder.SelectIn(&fellows.Friends).Then(builder.Joined(&fellows.Boss)))
	expect(t, "staff of staff", len(list[0].Staff[0].Staff), 0)
	expect(t, "bosses of friends", []bool{list[0].Friends[0].Boss == list[0], list[0].Friends[1].Boss == nil}, []bool{true, true})
}

func manyToManyLeavesOutDeleted(t *testing.T, db *database) {
	one := inOrderOf(t, db, fellows, fellowID.Asc(), builder.SelectIn(&fellows.Friends), builder.SelectIn(&fellows.FriendOf))[0]
	expect(t, "friends", [][]int64{fellowIDs(one.Friends), fellowIDs(one.FriendOf)}, [][]int64{{2, 5}, {5}})
	named := builder.Select(fellows).Where(builder.Has(&fellows.Friends, fellowName.Eq("d")))
	expect(t, "a deleted one is nobody's", value(repo.Count(t.Context(), db, named))(t), int64(0))
}

func selfJoinsNameTheirColumn(t *testing.T, db *database) {
	boss := builder.Alias[Fellow]("boss")
	q := builder.Select(fellows).Join(boss, builder.Col(&boss.ID).EqCol(builder.NullCol(&fellows.BossID)))
	expect(t, "joined", fellowIDs(value(repo.All(t.Context(), db, q))(t)), []int64{2})
	within := builder.Select(fellows).Where(fellowID.InQuery(builder.SelectColumns(builder.Col(&boss.ID))))
	expect(t, "in a sub-select", value(repo.Count(t.Context(), db, within))(t), int64(3))
}

func unfilteredLoads(t *testing.T, db *database) {
	for _, load := range []builder.Loading{builder.Joined(&fellows.Boss), builder.SelectIn(&fellows.Boss)} {
		q := builder.Select(fellows).Unfiltered().OrderBy(fellowID.Asc()).Load(load, builder.SelectIn(&fellows.Staff))
		list := value(repo.All(t.Context(), db, q))(t)
		expect(t, "all of them", [][]int64{fellowIDs(list), fellowIDs(list[0].Staff)}, [][]int64{{1, 2, 3, 4, 5}, {2, 3}})
		expect(t, "boss", list[4].Boss == list[2], true)
	}
}

func childrenKeepDeletedParents(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		list := inOrderOf(t, s, fellows, fellowID.Asc(), builder.SelectIn(&fellows.Boss))
		five := list[2]
		expect(t, "hidden: five.ID", five.ID, int64(5))
		expect(t, "hidden: five.Boss == nil", five.Boss == nil, true)
		expect(t, "hidden: *five.BossID", *five.BossID, int64(3))
		expect(t, "hidden: s.IsModified(five)", s.IsModified(five), false)
		five.Name = "eve"
	})
	expect(t, "kept", db.stored(t, "SELECT count(*) FROM fellows WHERE name = 'eve' AND boss_id = 3"), int64(1))
}

func manyAreDeletedSoftly(t *testing.T, db *database) {
	ctx := t.Context()
	db.within(t, func(s *repo.Session) {
		must(t, s.Add(&Fellow{ID: 11, Name: "x"}, &Fellow{ID: 12, Name: "y"}, &Fellow{ID: 13, Name: "z"}))
		must(t, s.Flush(ctx))
		db.log.take()
		for _, f := range value(repo.All(ctx, s, builder.Select(fellows).Where(fellowID.Gt(10))))(t) {
			must(t, s.Delete(f))
		}
	})
	expect(t, "said", db.stored(t, "SELECT count(*) FROM fellows WHERE id > 10 AND deleted_at IS NOT NULL"), int64(3))
	expect(t, "gone", value(repo.Count(ctx, db, builder.Select(fellows).Where(fellowID.Gt(10))))(t), int64(0))
}

func purgesTakeBothDirections(t *testing.T, db *database) {
	db.within(t, func(s *repo.Session) {
		one := value(repo.Get[Fellow](t.Context(), s, 5))(t)
		must(t, s.Purge(one))
	})
	expect(t, "pairs", db.stored(t, "SELECT count(*) FROM fellow_friends WHERE fellow_id = 5 OR friend_id = 5"), int64(0))
	expect(t, "others' pairs", db.stored(t, "SELECT count(*) FROM fellow_friends"), int64(3))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM fellows WHERE id = 5"), int64(0))
}
