package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/schema"
)

// Human has notes, as a Firm has.
type Human struct {
	ID    int64
	Name  string
	Memos []*Memo `rel:"has-many,polymorphic=owner,order=text"`
	Photo *Photo  `rel:"has-one,polymorphic=shown,polymorphic-value=being,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Human) TableName() string { return "humans" }

// Firm has notes, as a Human has.
type Firm struct {
	ID    int64
	Name  string
	Memos []*Memo `rel:"has-many,polymorphic=owner,order=text"`
	Photo *Photo  `rel:"has-one,polymorphic=shown"`
}

// TableName names the table.
func (Firm) TableName() string { return "firms" }

// Memo is about a person or a firm.
type Memo struct {
	ID        int64
	Text      string
	OwnerID   *int64
	OwnerType *string
	Human     *Human `rel:"belongs-to,polymorphic=owner"`
	Firm      *Firm  `rel:"belongs-to,polymorphic=owner"`
}

// TableName names the table.
func (Memo) TableName() string { return "memos" }

// Photo shows one of them, and has no way back.
type Photo struct {
	ID        int64
	ShownID   int64
	ShownType string
}

// TableName names the table.
func (Photo) TableName() string { return "photos" }

var (
	humans = builder.Model[Human]()
	firms  = builder.Model[Firm]()
	memos  = builder.Model[Memo]()
	photos = builder.Model[Photo]()
)

func (b Backend) openMemos(t *testing.T) *database {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(humans, firms, memos, photos))
	return db
}

func memoTexts(list []*Memo) (texts []string) {
	for _, m := range list {
		texts = append(texts, m.Text)
	}
	return texts
}
