package routers

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/drey-db/drey/examples/toys/database"
)

// byID is a request about one user or toy.
type byID struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

// byPair is a request about a user and a toy.
type byPair struct {
	ID    uuid.UUID `path:"id" format:"uuid" doc:"Of the user"`
	ToyID uuid.UUID `path:"toy_id" format:"uuid"`
}

// page is a request for a part of a list.
type page struct {
	After uuid.UUID `query:"after" format:"uuid" doc:"The last answer's next; the beginning without it"`
	Limit int       `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// rows is the page as the database is asked for it: one row more than the client gets tells whether there is a next page.
func (p page) rows() database.Page { return database.Page{After: p.After, Limit: p.Limit + 1} }

// named is a name that a client sends.
type named struct {
	Name string `json:"name" minLength:"1" maxLength:"80" example:"Sandy"`
}

// Resolve refuses names that show nothing.
func (n *named) Resolve(huma.Context) []error {
	if n.Name = strings.TrimSpace(n.Name); n.Name == "" {
		return []error{&huma.ErrorDetail{Location: "body.name", Message: "expected something but blanks"}}
	}
	return nil
}

var _ huma.Resolver = (*named)(nil)

// create is a request for a new user or toy.
type create struct{ Body named }

// rename is a request for another name.
type rename struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body named
}

// one is an answer of one user or toy.
type one[T any] struct{ Body *T }

// single answers what a request found.
func single[T any](entity *T, err error) (*one[T], error) {
	return &one[T]{entity}, err
}

// list is an answer of a part of a list.
type list[T any] struct {
	Body struct {
		Items []*T       `json:"items" nullable:"false"`
		Next  *uuid.UUID `json:"next,omitempty" format:"uuid" doc:"Ask with after= this for the next page; there is none without it"`
	}
}

// paged answers at most limit of the rows; when there are more, with the key of the last one that is answered.
func paged[T any](rows []*T, limit int, key func(*T) uuid.UUID) *list[T] {
	answer := &list[T]{}
	if len(rows) > limit {
		rows = rows[:limit]
		next := key(rows[limit-1])
		answer.Body.Next = &next
	}
	answer.Body.Items = rows
	return answer
}
