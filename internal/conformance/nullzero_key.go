package conformance

import (
	"strings"
	"sync"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Nest has birds.
type Nest struct {
	ID    int64
	Name  string
	Birds []*Bird `rel:"has-many"`
}

// TableName names the table.
func (Nest) TableName() string { return "nests" }

// Bird sits in a nest, or in none while its foreign key is zero.
type Bird struct {
	ID     int64
	Name   string
	NestID int64 `db:"nest_id,nullzero"`
	Nest   *Nest `rel:"belongs-to"`
}

// TableName names the table.
func (Bird) TableName() string { return "birds" }

var (
	nests     = builder.Model[Nest]()
	birds     = builder.Model[Bird]()
	nestMeta  = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(nests, birds) })
	birdNest  = builder.Col(&birds.NestID)
	birdsByID = builder.Select(birds).OrderBy(builder.Col(&birds.ID).Asc())
)

// ZeroForeignKeysAreNoParents: a foreign key with nullzero is NULL where there is no parent, and zero in Go.
func ZeroForeignKeysAreNoParents(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, nestMeta())
	ctx, s := t.Context(), db.session(t)
	free := func(where string) int64 {
		return db.stored(t, "SELECT count(*) FROM birds WHERE nest_id IS NULL"+where)
	}
	high := &Nest{Name: "high", Birds: []*Bird{{ID: 2, Name: "b"}, {ID: 3, Name: "c"}}}
	must(t, s.Add(&Bird{ID: 1, Name: "a"}, high, &Bird{ID: 4, Name: "d"}))
	must(t, s.Commit(ctx))
	expect(t, "inserted", free(" AND id IN (1, 4)"), int64(2))
	for owner, want := range map[*Nest]int64{{}: 0, high: 2} {
		expect(t, "rows of an owner: birds without a nest are nobody's", value(repo.Count(ctx, db, builder.Select(birds).Where(builder.WithParent(&nests.Birds, owner))))(t), want)
	}
	for _, r := range []repo.Reader{db.session(t, repo.WithReadOnly()), db.Engine} {
		for _, load := range []builder.Loading{builder.SelectIn(&birds.Nest), builder.Joined(&birds.Nest)} {
			list := value(repo.All(ctx, r, birdsByID.Load(load)))(t)
			expect(t, "loaded: list[0].NestID", list[0].NestID, int64(0))
			expect(t, "loaded: list[0].Nest == nil", list[0].Nest == nil, true)
			expect(t, "loaded: list[1].Nest.Name", list[1].Nest.Name, "high")
			expect(t, "loaded: list[1].Nest == list[2].Nest", list[1].Nest == list[2].Nest, true)
			expect(t, "loaded: list[1].NestID", list[1].NestID, high.ID)
		}
	}
	expect(t, "compared", []int64{
		value(repo.Count(ctx, db, builder.Select(birds).Where(birdNest.Eq(0))))(t), value(repo.Count(ctx, db, builder.Select(birds).Where(birdNest.Ne(0))))(t),
		value(repo.Count(ctx, db, builder.Select(birds).Where(builder.Has(&birds.Nest))))(t),
	}, []int64{2, 2, 2})

	list := value(repo.All(ctx, s, birdsByID.Load(builder.SelectIn(&birds.Nest))))(t)
	list[0].Nest, list[1].Nest, list[2].NestID = high, nil, 0
	must(t, s.Commit(ctx))
	expect(t, "by the pointer, and by the field: list[0].NestID", list[0].NestID, high.ID)
	expect(t, "by the pointer, and by the field: list[1].NestID", list[1].NestID, int64(0))
	expect(t, "by the pointer, and by the field: list[2].Nest == nil", list[2].Nest == nil, true)
	expect(t, "by the pointer, and by the field: number of high.Birds", len(high.Birds), 1)
	expect(t, "by the pointer, and by the field: free(\" AND id > 1\")", free(" AND id > 1"), int64(3))
	low := &Nest{Name: "low"}
	list[1].Nest, list[2].Nest, list[3].NestID = low, low, high.ID
	must(t, s.Commit(ctx))
	expect(t, "the key that the database made, in the first", list[1].NestID, low.ID)
	expect(t, "the key that the database made, in the second", list[2].NestID, low.ID)
	expect(t, "the key that the database made, stored", db.stored(t, "SELECT count(*) FROM birds WHERE nest_id = (SELECT id FROM nests WHERE name = 'low')"), int64(2))
	list[1].NestID, list[2].Nest, list[3].Nest = 0, nil, nil
	must(t, s.Commit(ctx))
	expect(t, "free again", free(" AND id > 1"), int64(3))
	must(t, repo.Replace(ctx, s, high, &high.Birds, list[1:3]))
	must(t, s.Commit(ctx))
	expect(t, "by the list: list[0].NestID", list[0].NestID, int64(0))
	expect(t, "by the list: list[1].NestID", list[1].NestID, high.ID)
	expect(t, "by the list: free(\"\")", free(""), int64(2))
	must(t, s.Close())

	again := db.session(t)
	must(t, again.Delete(value(repo.Get[Nest](ctx, again, high.ID))(t)))
	must(t, again.Commit(ctx))
	expect(t, "the parent has gone", free(""), int64(4))
	must(t, repo.InsertAll(ctx, again, []*Bird{{ID: 5}, {ID: 6}}))
	must(t, again.Commit(ctx))
	expect(t, "in bulk", free(""), int64(6))
}

// ZeroKeysAreNoParentsToZeroForeignKeys: a row whose key is zero is nobody's parent by a foreign key with nullzero, whose zero is NULL. What
// leads to it by its pointer is refused.
func ZeroKeysAreNoParentsToZeroForeignKeys(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, nestMeta())
	db.exec(t, "INSERT INTO nests (id, name) VALUES (0, 'zero')")
	db.exec(t, "INSERT INTO birds (id, name) VALUES (1, 'free')")
	ctx := t.Context()
	for name, r := range map[string]repo.Reader{"engine": db.Engine, "session": db.session(t, repo.WithReadOnly())} {
		for way, load := range map[string]builder.Loading{"SelectIn": builder.SelectIn(&birds.Nest), "Joined": builder.Joined(&birds.Nest)} {
			bird := value(repo.One(ctx, r, birdsByID.Load(load)))(t)
			expect(t, "the nest, "+name+" "+way, bird.Nest == nil, true)
		}
	}
	s := db.session(t)
	nest := value(repo.One(ctx, s, builder.Select(nests).Load(builder.SelectIn(&nests.Birds))))(t)
	expect(t, "birds of the nest", len(nest.Birds), 0)
	bird := value(repo.Get[Bird](ctx, s, 1))(t)
	bird.Nest = nest
	err := s.Commit(ctx)
	if err == nil || !strings.Contains(err.Error(), "Bird.NestID is nullzero") {
		t.Fatalf("a pointer to it is answered by %v", err)
	}
	bird.Nest = nil
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM birds WHERE nest_id IS NULL"), int64(1))
}
