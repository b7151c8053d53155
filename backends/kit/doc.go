// Package kit is what backends are built of. Whoever uses drey does not need it; whoever writes a backend finds here what
// is the same on every database:
//
//   - a transaction's life: [Guard], [InsideUnit], [OutsideUnit] and the contexts of calls;
//   - values: [Argument] gives each the one form in which it is bound, [Column] is many of them in one array, [Binds] and
//     [Reads] tell what a Go type is on its way to a column and back;
//   - rows: [Reader] reads them by a layout;
//   - refusals in common words: [Stale], [CommitUnknown], [Miscounted], [Refusing] and their like.
package kit
