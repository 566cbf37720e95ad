package diagram

// Color is the colour of a role, on a light and on a dark ground. Each role has a
// light colour of its own, so that a drawing in the light ones can be turned
// into a dark one.
type Color struct{ Light, Dark string }

// Palette are the colours of drawings. They are apart in brightness and not
// only in hue, and what they say is said by shape, width or words too: drawings
// are read in black and white, and by people who do not see all colours.
type Palette struct {
	Ground, Ink, Muted       Color
	Frame, FrameFill         Color
	Service, ServiceFill     Color
	Volume, VolumeFill       Color
	Network, NetworkFill     Color
	Elsewhere, ElsewhereFill Color
	Good, Unknown, Depends   Color
	Warning, Error           Color
}

// Colors are the colours of all drawings.
func Colors() Palette {
	return Palette{
		Ground: Color{"#ffffff", "#0d1117"}, Ink: Color{"#1f2328", "#e6edf3"}, Muted: Color{"#59636e", "#9aa4af"},
		Frame: Color{"#c4ccd5", "#3d444d"}, FrameFill: Color{"#f6f8fa", "#151b23"},
		Service: Color{"#3569a8", "#6ea8fe"}, ServiceFill: Color{"#eaf2fd", "#12233d"},
		Volume: Color{"#8a7331", "#c9b35a"}, VolumeFill: Color{"#faf5e4", "#272211"},
		Network: Color{"#2b7a63", "#58c3a3"}, NetworkFill: Color{"#e6f5ef", "#0f2920"},
		Elsewhere: Color{"#75599f", "#b294e0"}, ElsewhereFill: Color{"#f5effc", "#221a33"},
		Good: Color{"#3d4752", "#b9c2cc"}, Unknown: Color{"#98a1ab", "#69737e"}, Depends: Color{"#8f9ba7", "#59636f"},
		Warning: Color{"#8f5f00", "#e3b341"}, Error: Color{"#c1121f", "#ff7b72"},
	}
}

// All are the colours of all roles.
func (p Palette) All() []Color {
	return []Color{
		p.Ground, p.Ink, p.Muted, p.Frame, p.FrameFill, p.Service, p.ServiceFill, p.Volume, p.VolumeFill,
		p.Network, p.NetworkFill, p.Elsewhere, p.ElsewhereFill, p.Good, p.Unknown, p.Depends, p.Warning, p.Error,
	}
}

// Box are the colours of a kind of node.
func (p Palette) Box(k NodeKind) (stroke, fill Color) {
	switch k {
	case Service, Job:
		return p.Service, p.ServiceFill
	case Volume, HostPath, Secret, Config:
		return p.Volume, p.VolumeFill
	case Network:
		return p.Network, p.NetworkFill
	case World:
		return p.Ink, p.Ground
	case Elsewhere:
	}
	return p.Elsewhere, p.ElsewhereFill
}

// Line is the colour of an edge.
func (p Palette) Line(e *Edge) Color {
	switch e.Verdict {
	case Error:
		return p.Error
	case Warning:
		return p.Warning
	case Unknown:
		return p.Unknown
	case Unsaid, Fits:
	}
	switch e.Kind {
	case Mount:
		return p.Volume
	case Depends:
		return p.Depends
	case Member:
		return p.Network
	case Publish:
		return p.Ink
	case Link:
	}
	return p.Good
}
