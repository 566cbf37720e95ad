package contract

// Lattice is the order of the types: a nominal DAG.
type Lattice struct{}
