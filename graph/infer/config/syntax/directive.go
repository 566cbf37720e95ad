package syntax

// Directive is a line or a block of a server's own language.
type Directive struct {
	// Words are its name and its arguments; there is always a name.
	Words []Text
	// Block is what it encloses; IsBlock tells an empty block from none.
	Block   []*Directive
	IsBlock bool
}

// Name is the directive's first word.
func (d *Directive) Name() string { return d.Words[0].Value }

// Args are the words behind the name.
func (d *Directive) Args() []Text { return d.Words[1:] }

// Arg is an argument, counted from 0; the empty text when there is none.
func (d *Directive) Arg(i int) Text {
	if i+1 < len(d.Words) {
		return d.Words[i+1]
	}
	return Text{}
}

// nesting puts directives into the blocks that enclose them.
type nesting struct {
	root  Directive
	stack []*Directive
}

func (n *nesting) top() *Directive {
	if len(n.stack) == 0 {
		return &n.root
	}
	return n.stack[len(n.stack)-1]
}

func (n *nesting) add(words []Text) *Directive {
	d := &Directive{Words: words}
	top := n.top()
	top.Block = append(top.Block, d)
	return d
}

// open adds a block that encloses what follows, and reports whether it may.
func (n *nesting) open(words []Text) bool {
	if len(words) == 0 || len(n.stack) == deepest {
		return false
	}
	d := n.add(words)
	d.IsBlock = true
	n.stack = append(n.stack, d)
	return true
}

// end closes the innermost block, and reports whether there is one.
func (n *nesting) end() bool {
	if len(n.stack) == 0 {
		return false
	}
	n.stack = n.stack[:len(n.stack)-1]
	return true
}
