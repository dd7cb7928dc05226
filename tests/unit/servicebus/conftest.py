from hypothesis import settings

# What a machine shared with others takes for an example says nothing about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
