"""What a picture should look like, as a number with gradients: open_clip behind one small interface.

Knows no paths. Letters used for shapes: V views of one picture, T texts, D the embedding.
"""
