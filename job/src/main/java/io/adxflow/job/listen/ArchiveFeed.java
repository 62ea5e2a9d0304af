package io.adxflow.job.listen;

import io.adxflow.job.bundle.ArchivedBodies;
import io.adxflow.job.bundle.ArchivedBodies.ArchivedBody;
import io.adxflow.sources.listen.Feed;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Hands out the bodies of one file of the archive, each for the namespace and database that it was sent to; a position is their number. */
final class ArchiveFeed implements Feed {
    private final RangeStream stream;
    private final ArchivedBodies bodies;
    private long position;

    /** @param skip bodies that were handed out before */
    ArchiveFeed(RangeStream stream, long skip) throws IOException, UnreadableException, InterruptedException {
        this.stream = stream;
        this.bodies = new ArchivedBodies(stream);
        while (position < skip) {
            if (nextBody() == null) {
                throw new UnreadableException(
                        "only " + position + " of the " + skip + " bodies that were taken are there");
            }
        }
    }

    private @Nullable ArchivedBody nextBody() throws IOException, UnreadableException, InterruptedException {
        try {
            ArchivedBody body = bodies.next();
            position += body == null ? 0 : 1;
            return body;
        } catch (IOException | RuntimeException e) {
            throw stream.explain(e);
        }
    }

    @Override
    public @Nullable Object next() throws IOException, UnreadableException, InterruptedException {
        ArchivedBody body = nextBody();
        return body == null
                ? null
                : new Part(
                        body.format(), body.target().namespace(), body.target().database(), body.body(), position);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
