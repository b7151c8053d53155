package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Manor is deleted softly, and has cottages by every kind of relationship.
type Manor struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	GateID    *int64
	Gate      *Cottage   `rel:"belongs-to,cascade=all"`
	Many      []*Cottage `rel:"has-many,fk=many_id"`
	All       []*Cottage `rel:"has-many,fk=all_id,cascade=all"`
	Lone      []*Cottage `rel:"has-many,fk=lone_id,cascade=save-update+delete-orphan"`
	One       *Cottage   `rel:"has-one,fk=one_id"`
	OneAll    *Cottage   `rel:"has-one,fk=one_all_id,cascade=all"`
	Owned     []*Cottage `rel:"has-many,polymorphic=owner"`
	Must      []*Boarder `rel:"has-many"`
	Near      []*Cottage `rel:"many-to-many,through=manor_near"`
	NearAll   []*Cottage `rel:"many-to-many,through=manor_near_all,cascade=all"`
}

// TableName names the table.
func (Manor) TableName() string { return "manors" }

// Cottage is deleted softly, and may be hidden by a filter.
type Cottage struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Hidden    bool
	Rev       int64 `db:"rev,version"`
	ManyID    *int64
	AllID     *int64
	LoneID    *int64
	OneID     *int64
	OneAllID  *int64
	OwnerID   *int64
	OwnerType *string
	Manors    []*Manor `rel:"many-to-many,through=manor_near"`
}

// TableName names the table.
func (Cottage) TableName() string { return "cottages" }

// Boarder cannot be without a manor.
type Boarder struct {
	ID        int64      `db:"id,pk,noidentity"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	ManorID   int64
}

// TableName names the table.
func (Boarder) TableName() string { return "boarders" }

var (
	manors   = builder.Model[Manor]()
	cottages = builder.Model[Cottage]()
	boarders = builder.Model[Boarder]()
	cottaged = []string{"many", "all", "lone", "one", "one_all", "owned", "near", "near_all", "gate"} // by number
)

// The sorts of cottages, which are the last digits of their keys.
const (
	cottageShown    = 1
	cottageGone     = 2 // deleted before
	cottageFiltered = 3 // hidden by a filter, where the engine has it
	cottageBoth     = 4
)

// inhabit stores a manor with cottages of some sorts by each kind of relationship.
func (db *database) inhabit(t *testing.T, sorts []int64) {
	t.Helper()
	ctx, one, owner := t.Context(), int64(1), "manors"
	manor, list := &Manor{ID: 1}, []*Cottage{}
	for kind, name := range cottaged {
		for _, sort := range sorts {
			c := &Cottage{ID: int64(10*kind) + sort, Hidden: sort > cottageGone}
			if sort == cottageGone || sort == cottageBoth {
				c.DeletedAt = &retired
			}
			switch list = append(list, c); name {
			case "owned":
				c.OwnerID, c.OwnerType = &one, &owner
			case "gate":
				manor.GateID = &c.ID
			case "near", "near_all":
			default:
				*map[string]**int64{"many": &c.ManyID, "all": &c.AllID, "lone": &c.LoneID, "one": &c.OneID, "one_all": &c.OneAllID}[name] = &one
			}
		}
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		gate := manor.GateID
		manor.GateID = nil
		must(t, s.Add(manor, &Boarder{ID: 1, ManorID: 1, DeletedAt: &retired}))
		must(t, s.Flush(ctx))
		must(t, repo.InsertAll(ctx, s, list))
		manor.GateID = gate
		return nil
	}))
	for _, c := range list {
		if name := cottaged[c.ID/10]; strings.HasPrefix(name, "near") {
			db.exec(t, fmt.Sprintf("INSERT INTO manor_%s (manor_id, cottage_id) VALUES (1, %d)", name, c.ID))
		}
	}
}

// loads loads what a manor has: nothing, all that is shown, or some of it.
func (m *Manor) loads(way string) builder.SelectStmt[*Manor] {
	q := builder.Select(m)
	if way == "unread" {
		return q
	}
	some := builder.Col(&cottages.ID).Gt(0)
	if way == "in part" {
		some = builder.Col(&cottages.ID).Lt(0)
	}
	return q.Load(builder.SelectIn(&m.Many).Where(some), builder.SelectIn(&m.All).Where(some), builder.SelectIn(&m.Lone).Where(some), builder.SelectIn(&m.Owned).Where(some),
		builder.SelectIn(&m.Near).Where(some), builder.SelectIn(&m.NearAll).Where(some))
}

// loadsAll loads all of it.
func (m *Manor) loadsAll() builder.SelectStmt[*Manor] {
	return builder.Select(m).Load(builder.SelectIn(&m.Many), builder.SelectIn(&m.All), builder.SelectIn(&m.Lone), builder.SelectIn(&m.One), builder.SelectIn(&m.OneAll),
		builder.SelectIn(&m.Owned), builder.SelectIn(&m.Must), builder.SelectIn(&m.Near), builder.SelectIn(&m.NearAll), builder.SelectIn(&m.Gate))
}

// remaining says what should be there when the manor is deleted: of each cottage its key, whether it is deleted, its version, and whether it is
// tied to the manor.
func remaining(sorts []int64) (want []string) {
	for kind, name := range cottaged {
		for _, sort := range slices.Sorted(slices.Values(sorts)) {
			if name == "gate" && sort != sorts[len(sorts)-1] {
				want = append(want, untouched(int64(10*kind)+sort, sort))
				continue
			}
			takes := name == "all" || name == "lone" || name == "one_all" || name == "near_all" || name == "gate"
			tied := takes && name != "near_all" && name != "gate"
			deleted, before := "", sort == cottageGone || sort == cottageBoth
			if takes || before {
				deleted = "-"
			}
			rev := 1
			if takes && !before || !takes && name != "near" {
				rev = 2
			}
			want = append(want, fmt.Sprint(10*kind+int(sort), deleted, " ", rev, map[bool]string{true: " tied"}[tied]))
		}
	}
	return want
}

// untouched is a cottage that has nothing to do with the manor.
func untouched(id, sort int64) string {
	return fmt.Sprint(id, map[bool]string{true: "-"}[sort == cottageGone || sort == cottageBoth], " 1")
}

// SoftDeletesTakeAlike: what a soft delete takes from rows that a list does not show, because they were deleted before or a filter hides them,
// is what it takes from the others, and does not depend on what was loaded.
func SoftDeletesTakeAlike(t *testing.T, b Backend) {
	hides := repo.WithFilter(cottages, func(context.Context) (builder.Sqlizer, error) { return builder.Col(&cottages.Hidden).Eq(false), nil })
	for _, options := range [][]repo.Option{nil, {hides}} {
		db := b.open(t, options...)
		db.create(t, schema.MustOf(manors, cottages, boarders))
		ctx := t.Context()
		for _, sorts := range [][]int64{{cottageGone}, {cottageShown}, {cottageShown, cottageGone}, {cottageFiltered}, {cottageBoth}, {cottageShown, cottageGone, cottageFiltered, cottageBoth}, {cottageGone, cottageBoth, cottageFiltered}} {
			for _, way := range []string{"unread", "in part", "loaded", "loaded, and what is gone read", "read, and what is gone as well"} {
				db.inhabit(t, sorts)
				must(t, db.Begin(ctx, func(s *repo.Session) error {
					q := manors.loads(way)
					if strings.HasPrefix(way, "loaded") {
						q = manors.loadsAll()
					}
					manor := value(repo.One(ctx, s, q))(t)
					if strings.Contains(way, "gone") {
						value(repo.All(ctx, s, builder.Select(cottages).Unfiltered()))(t)
					}
					return s.Delete(manor)
				}))
				db.remains(t, fmt.Sprint("sorts ", sorts, ", ", way, ", filters ", len(options)), sorts)
			}
		}
	}
}

// remains looks whether what is there is as it should be, and empties the tables.
func (db *database) remains(t *testing.T, what string, sorts []int64) {
	t.Helper()
	marked := "SELECT CAST(id AS text) || CASE WHEN deleted_at IS NULL THEN '' ELSE '-' END || ' ' || CAST(rev AS text) || " +
		"CASE WHEN COALESCE(many_id, all_id, lone_id, one_id, one_all_id, owner_id) IS NULL AND owner_type IS NULL THEN '' ELSE ' tied' END FROM cottages ORDER BY id"
	got := value(repo.Scalars[string](t.Context(), db, builder.Text(marked)))(t)
	expect(t, what, got, remaining(sorts))
	expect(t, what+": manors", db.stored(t, "SELECT count(*) FROM manors WHERE deleted_at IS NOT NULL"), int64(1))
	expect(t, what+": boarders", db.stored(t, "SELECT count(*) FROM boarders WHERE manor_id = 1"), int64(1))
	for _, table := range []string{"manor_near", "manor_near_all"} {
		expect(t, what+": "+table, db.stored(t, "SELECT count(*) FROM "+table), int64(0))
	}
	for _, table := range []string{"boarders", "manors", "cottages"} {
		if table == "manors" {
			db.exec(t, "UPDATE cottages SET many_id = NULL, all_id = NULL, lone_id = NULL, one_id = NULL, one_all_id = NULL")
		}
		db.exec(t, "DELETE FROM "+table)
	}
}
