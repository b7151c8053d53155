package repo_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Band owns its albums and its contract; one of the albums is its hit.
type Band struct {
	ID       int64
	Name     string
	Albums   []*Album  `rel:"has-many,cascade=all+delete-orphan,order=title"`
	Contract *Contract `rel:"has-one,cascade=all+delete-orphan"`
	Styles   []*Style  `rel:"many-to-many,through=band_styles,order=name"`
	Gigs     []*Gig    `rel:"has-many,cascade=all+delete-orphan"`
	HitID    *int64
	Hit      *Album `rel:"belongs-to,post-update" json:"-"`
}

// TableName names the table.
func (Band) TableName() string { return "bands" }

// Album is one band's.
type Album struct {
	ID     int64
	Title  string
	BandID int64
	Band   *Band `rel:"belongs-to" json:"-"`
}

// TableName names the table.
func (Album) TableName() string { return "albums" }

// Contract is one band's, and a band has one.
type Contract struct {
	ID     int64
	Years  int
	BandID int64
	Band   *Band `rel:"belongs-to" json:"-"`
}

// TableName names the table.
func (Contract) TableName() string { return "contracts" }

// Style is what many bands play.
type Style struct {
	ID    int64
	Name  string
	Bands []*Band `rel:"many-to-many,through=band_styles,order=name"`
}

// TableName names the table.
func (Style) TableName() string { return "styles" }

// Venue is where bands play.
type Venue struct {
	ID   int64
	Name string
	Gigs []*Gig `rel:"has-many"`
}

// TableName names the table.
func (Venue) TableName() string { return "venues" }

// Gig is a row between a band and a venue that has something to say itself.
type Gig struct {
	BandID  int64 `db:"band_id,pk"`
	VenueID int64 `db:"venue_id,pk"`
	Fee     int
	Band    *Band  `rel:"belongs-to" json:"-"`
	Venue   *Venue `rel:"belongs-to" json:"-"`
}

// TableName names the table.
func (Gig) TableName() string { return "gigs" }

// Part is part of another one, or the whole.
type Part struct {
	ID      int64
	Name    string
	WholeID *int64
	Whole   *Part   `rel:"belongs-to" json:"-"`
	Parts   []*Part `rel:"has-many,fk=whole_id,cascade=all,order=name"`
}

// TableName names the table.
func (Part) TableName() string { return "parts" }

var (
	bands  = builder.Model[Band]()
	albums = builder.Model[Album]()

	stage = schema.MustOf(bands, albums, builder.Model[Contract](), builder.Model[Style](), builder.Model[Venue](), builder.Model[Gig](), builder.Model[Part]())
)

// onStage runs fn in a session on a new database with the tables of bands, and prints its error.
func onStage(fn func(ctx context.Context, s *repo.Session) error, opts ...repo.Option) {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite:///:memory:", append(opts, repo.WithBackend(sqlxbackend.Backend{}))...)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := stage.CreateAll(ctx, engine); err != nil {
		log.Fatal(err)
	}
	s := engine.Session()
	defer s.Close()
	if err := fn(ctx, s); err != nil {
		fmt.Println(err)
	}
}

// stored prints the texts that a query answers.
func stored(ctx context.Context, s *repo.Session, sql string) {
	list, err := repo.Scalars[string](ctx, s, builder.Text(sql))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(list, ", "))
}

const (
	storedAlbums = "SELECT b.name || ': ' || a.title FROM albums a JOIN bands b ON b.id = a.band_id ORDER BY a.title"
	storedStyles = "SELECT b.name || ': ' || s.name FROM band_styles x JOIN bands b ON b.id = x.band_id JOIN styles s ON s.id = x.style_id ORDER BY 1"
	storedParts  = "SELECT p.name || coalesce(' of ' || w.name, '') FROM parts p LEFT JOIN parts w ON w.id = p.whole_id ORDER BY p.id"
)
