// Command blog serves users, posts and tags as JSON: pages by key, a soft delete, an audit trail, a streaming export.
//
//	go run ./examples/blog -url postgresql://user:password@localhost:5432/db    # without -url: SQLite, in memory
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// User writes posts.
type User struct {
	ID   int64  `json:"id"`
	Name string `db:"name,unique,check=name <> ''" json:"name"`
}

// Post is a user's; one that was deleted stays in the table.
type Post struct {
	ID        int64      `json:"id"`
	Title     string     `db:"title,check=title <> ''" json:"title"`
	Body      string     `json:"body"`
	CreatedAt time.Time  `db:"created_at,default=now()" json:"created_at"`
	DeletedAt *time.Time `db:"deleted_at,softdelete" json:"-"`
	AuthorID  int64      `db:"author_id,index" json:"author_id"`
	Author    *User      `rel:"belongs-to" json:"author,omitempty"`
	Tags      []*Tag     `rel:"many-to-many,through=post_tags,order=name" json:"tags"`
}

// Tag is what many posts are about.
type Tag struct {
	ID   int64  `json:"-"`
	Name string `db:"name,unique" json:"name"`
}

// Change is a line of the audit trail of posts.
type Change struct {
	ID     int64             `json:"-"`
	At     time.Time         `db:"at,default=now()" json:"at"`
	PostID int64             `db:"post_id,index" json:"-"`
	User   string            `db:"who" json:"user"`
	Action string            `json:"action"`
	Values map[string][2]any `json:"values"` // old and new, by column
}

func (User) TableName() string   { return "users" }
func (Post) TableName() string   { return "posts" }
func (Tag) TableName() string    { return "tags" }
func (Change) TableName() string { return "changes" }

var (
	users, posts    = builder.Model[User](), builder.Model[Post]()
	tags, changes   = builder.Model[Tag](), builder.Model[Change]()
	postID, title   = builder.Col(&posts.ID), builder.Col(&posts.Title)
	author, tagName = builder.Col(&users.Name), builder.Col(&tags.Name)
)

func main() {
	url := flag.String("url", "sqlite:///:memory:", "dialect://user:password@host:port/database")
	flag.Parse()
	engine, err := open(context.Background(), *url, sqlxbackend.Backend{}) // or pgxbackend.Backend{}
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("localhost:8080", routes(engine)))
}

func open(ctx context.Context, url string, backend backends.Backend) (*repo.Engine, error) {
	engine, err := repo.Open(ctx, url, repo.WithBackend(backend), repo.WithHooks(repo.Hooks{AfterFlush: audit}))
	if err != nil {
		return nil, err
	}
	return engine, schema.CreateAll(ctx, engine, users, posts, tags, changes)
}

type actor struct{} // the key in a context of who acts

// audit notes what a flush wrote, in the same transaction.
func audit(ctx context.Context, s *repo.Session) error {
	who, _ := ctx.Value(actor{}).(string)
	for _, written := range s.Flushed() {
		post, ok := written.Entity.(*Post)
		if !ok {
			continue // a tag, or a change
		}
		change := &Change{PostID: post.ID, User: who, Action: string(written.Operation), Values: map[string][2]any{}}
		for _, c := range written.Columns {
			change.Values[c.Column] = [2]any{c.Old, c.New}
		}
		if tag, ok := written.Target.(*Tag); ok { // linked, or unlinked
			change.Values["tag"] = [2]any{nil, tag.Name}
		}
		if err := s.Add(change); err != nil {
			return err
		}
	}
	return nil
}

// request is what clients say, in the path, the query and the body.
type request struct {
	ID, Before, Author     int64
	Tag, Name, Title, Body string
	Tags                   []string
}

func routes(engine *repo.Engine) http.Handler {
	mux := http.NewServeMux()
	for pattern, answer := range map[string]func(context.Context, *repo.Session, request) (any, error){
		"POST /users": createUser, "POST /posts": createPost, "GET /posts": listPosts, "GET /posts/{id}": getPost,
		"PATCH /posts/{id}": updatePost, "DELETE /posts/{id}": deletePost, "GET /posts/{id}/changes": listChanges,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			var in request
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil && r.ContentLength != 0 {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			in.ID, _ = strconv.ParseInt(r.PathValue("id"), 10, 64) // what is no number is no post's
			in.Before, _ = strconv.ParseInt(r.FormValue("before"), 10, 64)
			in.Tag = r.FormValue("tag")
			var out any
			ctx := context.WithValue(r.Context(), actor{}, r.Header.Get("X-User"))
			err := engine.Begin(ctx, func(s *repo.Session) (err error) {
				out, err = answer(ctx, s, in)
				return err
			})
			if err != nil {
				http.Error(w, err.Error(), statusOf(err))
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(out) // fails when the client has left
		})
	}
	mux.HandleFunc("GET /export", func(w http.ResponseWriter, r *http.Request) { export(w, r, engine) })
	return mux
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, repo.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, repo.ErrUniqueViolation):
		return http.StatusConflict
	case errors.Is(err, repo.ErrForeignKeyViolation), errors.Is(err, repo.ErrCheckViolation):
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

func createUser(_ context.Context, s *repo.Session, in request) (any, error) {
	user := &User{Name: in.Name}
	return user, s.Add(user)
}

func createPost(ctx context.Context, s *repo.Session, in request) (any, error) {
	about, err := tagsOf(ctx, s, in.Tags)
	if err != nil {
		return nil, err
	}
	post := &Post{Title: in.Title, Body: in.Body, AuthorID: in.Author, Tags: about}
	return post, s.Add(post)
}

// tagsOf returns the tags of some names; it makes those that are not there.
func tagsOf(ctx context.Context, s *repo.Session, names []string) ([]*Tag, error) {
	list := []*Tag{}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		tag, err := repo.Upsert(ctx, s, &Tag{Name: name}, tagName)
		if err != nil {
			return nil, err
		}
		list = append(list, tag)
	}
	return list, nil
}

var whole = builder.Select(posts).Load(builder.Joined(&posts.Author), builder.SelectIn(&posts.Tags))

// listPosts answers the newest posts; ?before= the last id asks for the next page.
func listPosts(ctx context.Context, s *repo.Session, in request) (any, error) {
	page := whole.Where(postID.Lt(cmp.Or(in.Before, math.MaxInt64))).OrderBy(postID.Desc()).Limit(20)
	if in.Tag != "" {
		page = page.Where(builder.Has(&posts.Tags, tagName.Eq(in.Tag)))
	}
	return repo.All(ctx, s, page)
}

func getPost(ctx context.Context, s *repo.Session, in request) (any, error) {
	return repo.One(ctx, s, whole.Where(postID.Eq(in.ID)))
}

func updatePost(ctx context.Context, s *repo.Session, in request) (any, error) {
	post, err := repo.One(ctx, s, whole.Where(postID.Eq(in.ID)))
	if err != nil {
		return nil, err
	}
	post.Title, post.Body = cmp.Or(in.Title, post.Title), cmp.Or(in.Body, post.Body) // what is left out stays
	if in.Tags != nil {
		post.Tags, err = tagsOf(ctx, s, in.Tags)
	}
	return post, err
}

func deletePost(ctx context.Context, s *repo.Session, in request) (any, error) {
	post, err := repo.Get[Post](ctx, s, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.Delete(post)
}

func listChanges(ctx context.Context, s *repo.Session, in request) (any, error) {
	return repo.All(ctx, s, builder.Select(changes).Where(builder.Col(&changes.PostID).Eq(in.ID)).OrderBy(builder.Col(&changes.ID)))
}

// export writes every post as a line of JSON, as the rows arrive.
func export(w http.ResponseWriter, r *http.Request, engine *repo.Engine) {
	about := builder.StringAgg(tagName, ",").AggregateOrderBy(tagName)
	query := builder.SelectColumns(postID, title, author.Label("author"), about.Label("tags")).From(posts).
		Join(&posts.Author).LeftJoin(&posts.Tags).GroupBy(postID, title, author).OrderBy(postID)
	for post, err := range repo.Each(r.Context(), engine, builder.As[struct{ ID, Title, Author, Tags any }](query)) {
		if err != nil || json.NewEncoder(w).Encode(post) != nil {
			panic(http.ErrAbortHandler) // cuts the answer, so that nobody takes it for the whole
		}
	}
}
