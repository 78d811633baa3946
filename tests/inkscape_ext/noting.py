"""A display and a host that take notes instead of showing anything."""


class NotingDisplay:
    """Follows the session, and remembers what it was told. run: the number that it chooses of those shown."""

    preview_side = 0
    run = None
    picture = None  # (index, button) that it takes, or None for what is offered
    refuses = False

    def __init__(self):
        self.told = []
        self.said = []
        self.shown = None
        self.remark = None
        self.request = None

    def watch(self, session, request, remark):
        self.request, self.remark = request, remark
        while session.end is None:
            session.events(wait_s=0.1)

    def tell(self, code, note="", log=""):
        self.told.append((code, note, log))

    def say(self, headline, text):
        self.said.append((headline, text))

    def choose_picture(self, headline, note, picture, canvas, labels, chosen, buttons):
        self.shown = (headline, labels, chosen, list(buttons))
        if self.refuses:
            return None
        return self.picture or (chosen, next(iter(buttons)))

    def choose_run(self, runs):
        self.shown = runs
        return self.run


class NotingHost:
    """Stands where HostPipes does."""

    document = b""

    def is_gone(self):
        return False

    def deliver(self, document):
        self.document = document
