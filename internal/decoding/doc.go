// Package decoding reads rows into the fields of structs, those behind pointers included.
package decoding
