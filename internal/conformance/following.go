package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Realm has a key that people give it, and may change.
type Realm struct {
	Code    string    `db:"code,pk"`
	Castles []*Castle `rel:"has-many,fk=realm_code,onupdatefk=CASCADE,cascade=all+delete-orphan"`
}

// Castle is a realm's, whose key is part of its own.
type Castle struct {
	RealmCode string `db:"realm_code,pk"`
	No        int    `db:"no,pk"`
	Title     string
	Rev       int      `db:"rev,version"`
	Realm     *Realm   `rel:"belongs-to,fk=realm_code,onupdatefk=CASCADE"`
	Towers    []*Tower `rel:"has-many,fk=realm_code+castle_no,onupdatefk=CASCADE"`
	Flags     []*Flag  `rel:"has-many,fk=realm_code+castle_no,deferrable"`
}

// Flag refers to a castle as a tower does, and the database does not move it along.
type Flag struct {
	ID        int64
	RealmCode *string
	CastleNo  *int
}

// Tower refers to a castle by all of its key, or to none.
type Tower struct {
	ID        int64
	Name      string
	RealmCode *string
	CastleNo  *int
	Castle    *Castle `rel:"belongs-to,fk=realm_code+castle_no,onupdatefk=CASCADE"`
}

// TableName names the table.
func (Realm) TableName() string { return "realms" }

// TableName names the table.
func (Castle) TableName() string { return "castles" }

// TableName names the table.
func (Flag) TableName() string { return "flags" }

// TableName names the table.
func (Tower) TableName() string { return "towers" }

var (
	realms  = builder.Model[Realm]()
	castles = builder.Model[Castle]()
	towers  = builder.Model[Tower]()
	flags   = builder.Model[Flag]()
)

// renaming is a flush that gives a row another key while the session has what refers to it, in whatever state.
type renaming struct {
	list, pointer, inner  bool // what is loaded: a realm's castles, a castle's realm, a castle's towers
	expired               bool
	realm, castle         bool // which key changes
	edited, removed, gone bool // the castle has another edit, or is deleted in that flush, or in the next
}

// EveryRowInMemoryFollows: what the session has of rows that refer to one whose key changes follows, and what refers to those by that, so
// that each is found and written under the key that it has now.
func EveryRowInMemoryFollows(t *testing.T, b Backend) {
	db := b.open(t)
	must(t, schema.MustOf(realms, castles, towers, flags).CreateAll(t.Context(), db.Engine))
	for bits := range 1 << 9 {
		bit := func(n int) bool { return bits>>n&1 == 1 }
		r := renaming{bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7), bit(8)}
		if !r.realm && !r.castle || r.removed && (r.castle || r.edited || r.gone) {
			continue
		}
		if !t.Run(fmt.Sprintf("%+v", r), func(t *testing.T) { r.try(t, db) }) {
			return
		}
	}
}

func (r renaming) try(t *testing.T, db *database) {
	ctx := t.Context()
	for _, table := range []string{"towers", "flags", "castles", "realms"} {
		db.exec(t, "DELETE FROM "+table)
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Realm{Code: "a", Castles: []*Castle{{No: 1, Towers: []*Tower{{ID: 1}}, Flags: []*Flag{{ID: 1}}}, {No: 2}}}, &Realm{Code: "z"})
	}))
	s := db.session(t)
	realm, castle, tower := r.read(t, s)
	code, no := "a", 1
	if r.realm {
		code = "b"
		realm.Code = code
	}
	if r.castle {
		no = 3
		castle.No = no
	}
	if r.edited {
		castle.Title, tower.Name = "edited", "edited"
	}
	if r.removed {
		must(t, s.Delete(castle))
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Castle", "Realm", "before the other")
		must(t, s.Rollback(ctx))
		must(t, s.Delete(castle))
		must(t, s.Flush(ctx))
		realm.Code = code
	}
	must(t, s.Commit(ctx))
	if !r.removed {
		r.expectFollowed(t, s, castle, tower, code, no)
	}
	if r.gone {
		must(t, s.Delete(castle))
		must(t, s.Commit(ctx))
	}
	left := int64(2)
	if r.removed || r.gone {
		left = 1
	}
	expect(t, "castles", db.stored(t, "SELECT count(*) FROM castles WHERE realm_code = '"+code+"'"), left)
	expect(t, "flags of none", db.stored(t, "SELECT count(*) FROM flags WHERE realm_code IS NULL"), 2-left)
	expect(t, "towers of none", db.stored(t, "SELECT count(*) FROM towers WHERE realm_code IS NULL AND castle_no IS NULL"), 2-left)
	must(t, s.Close())
}

// read has the session have one of each.
func (r renaming) read(t *testing.T, s *repo.Session) (*Realm, *Castle, *Tower) {
	ctx := t.Context()
	realm, castle := value(repo.Get[Realm](ctx, s, "a"))(t), value(repo.Get[Castle](ctx, s, "a", 1))(t)
	tower := value(repo.Get[Tower](ctx, s, 1))(t)
	value(repo.Get[Flag](ctx, s, 1))(t)
	if r.list {
		must(t, repo.Load(ctx, s, []*Realm{realm}, &realms.Castles))
	}
	if r.pointer {
		must(t, repo.Load(ctx, s, []*Castle{castle}, &castles.Realm))
	}
	if r.inner {
		must(t, repo.Load(ctx, s, []*Castle{castle}, &castles.Towers, &castles.Flags))
	}
	if r.expired {
		s.ExpireAll()
	}
	return realm, castle, tower
}

// expectFollowed compares the entities with their rows, and writes them again.
func (r renaming) expectFollowed(t *testing.T, s *repo.Session, castle *Castle, tower *Tower, code string, no int) {
	t.Helper()
	ctx := t.Context()
	expect(t, "the castle", fmt.Sprint(castle.RealmCode, castle.No), fmt.Sprint(code, no))
	expect(t, "found by its key", value(repo.Get[Castle](ctx, s, code, no))(t) == castle, true)
	must(t, s.Refresh(ctx, castle))
	if r.expired {
		must(t, s.Refresh(ctx, tower))
	}
	expect(t, "the tower", fmt.Sprint(*tower.RealmCode, *tower.CastleNo), fmt.Sprint(code, no))
	castle.Title, tower.Name = "later", "later"
	must(t, s.Commit(ctx))
}
