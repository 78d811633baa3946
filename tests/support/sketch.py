"""A small drawing with everything that the command line has to tell apart."""

SKETCH = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100mm" height="100mm">
  <!-- a boat -->
  <g id="boat"   transform='translate(5 5)'>
    <path id="hull" style="fill:none;stroke:#204080;stroke-width:2" d="M 10,60 C 30,80 60,80 80,60"/>
    <path id="mast" fill="none" stroke="black" d="M 45,60 L 45,10" />
    <path id="sail" style="fill:#d04020;stroke:none" d="M 47,12 C 60,25 70,40 75,50 L 47,52 Z"/>
  </g>
  <text id="name" x="10" y="95">Bäumchen &amp; co</text>
  <path id="flat" transform="scale(1,0)" stroke="black" d="M 0,0 L 9,9"/>
  <path id="far" stroke="black" d="M 0,0 L 1e300,5"/>
  <path id="nan" stroke="black" d="M 0,0 L nan,5"/>
</svg>
"""
