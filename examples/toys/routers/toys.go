package routers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/drey-db/drey/examples/toys/database"
)

func registerToys(api huma.API, s session) {
	const tag = "toys"
	huma.Post(api, "/toys", writing(s, createToy), operation(tag, "Create a toy"), created)
	huma.Get(api, "/toys", reading(s, listToys), operation(tag, "List toys"))
	huma.Get(api, "/toys/{id}", reading(s, readToy), operation(tag, "Read a toy", http.StatusNotFound))
	huma.Put(api, "/toys/{id}", writing(s, renameToy), operation(tag, "Rename a toy", http.StatusNotFound))
	huma.Delete(api, "/toys/{id}", writing(s, deleteToy), operation(tag, "Delete a toy", http.StatusNotFound))
}

func createToy(ctx context.Context, r database.Requests, in *create) (*one[database.Toy], error) {
	return single(r.CreateToy(ctx, in.Body.Name))
}

func listToys(ctx context.Context, r database.Requests, in *page) (*list[database.Toy], error) {
	rows, err := r.Toys(ctx, in.rows())
	return paged(rows, in.Limit, func(t *database.Toy) uuid.UUID { return t.ID }), err
}

func readToy(ctx context.Context, r database.Requests, in *byID) (*one[database.Toy], error) {
	return single(r.Toy(ctx, in.ID))
}

func renameToy(ctx context.Context, r database.Requests, in *rename) (*one[database.Toy], error) {
	return single(r.RenameToy(ctx, in.ID, in.Body.Name))
}

func deleteToy(ctx context.Context, r database.Requests, in *byID) (*struct{}, error) {
	return nil, r.DeleteToy(ctx, in.ID)
}
