package io.adxflow.sinks.delivery;

import io.adxflow.sinks.delivery.Destinations.UnusableMonikerException;
import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.delivery.MonikerBoard.Retired;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says what the destination of one place is at present. Batches go where the definition says that they were cut under, with these
 * exceptions: the moniker as it is now, when that is the same place defined otherwise (another credential, other sizes); another
 * moniker, when theirs is retired to it; the moniker of that name, when they name no definition. Blocks; thread-safe.
 */
final class Definitions {
    private final Place place;
    private final DeliverySettings settings;
    private final MonikerBoard board;
    private @Nullable MonikerSpec own;

    Definitions(Place place, DeliverySettings settings) {
        this.place = place;
        this.settings = settings;
        this.board = MonikerBoard.of(settings.storage());
    }

    /** Nobody in this JVM knows yet what is in force. */
    static final class NotKnownYetException extends Exception {
        NotKnownYetException() {
            super("the job's rules are not known here yet");
        }
    }

    /**
     * The moniker to open.
     *
     * @throws UnusableMonikerException when there is none, whatever one waits for
     */
    MonikerSpec current() throws UnusableMonikerException, NotKnownYetException, IOException {
        String name = place.moniker();
        Notice now = board.notice();
        if (now == null) {
            return ofSubmission(name);
        }
        Defined defined = now.monikers().get(name);
        if (defined != null && (place.definition().isEmpty() || defined.hash().equals(place.definition()))) {
            return defined.spec();
        }
        MonikerSpec old = own();
        if (defined != null && old != null && Destinations.areSamePlace(old, defined.spec())) {
            return defined.spec();
        }
        if (now.retired().get(name) instanceof Retired.Move move) {
            Defined target = now.monikers().get(move.to());
            if (target != null) {
                return target.spec();
            }
        }
        if (old != null) {
            return old;
        }
        throw new UnusableMonikerException("moniker: " + name + " (expected: one of the pipeline)");
    }

    /** What the job was submitted with may be outdated: only batches of builds without versions are sure to mean it. */
    private MonikerSpec ofSubmission(String name) throws UnusableMonikerException, NotKnownYetException {
        MonikerSpec submitted = settings.monikers().get(name);
        if (!place.definition().isEmpty()) {
            throw new NotKnownYetException();
        }
        if (submitted == null) {
            throw new UnusableMonikerException("moniker: " + name + " (expected: one of the pipeline)");
        }
        return submitted;
    }

    private synchronized @Nullable MonikerSpec own() throws IOException {
        if (own == null && !place.definition().isEmpty()) {
            try {
                own = settings.book().definition(place.moniker(), place.definition());
            } catch (FileNotFoundException e) {
                return null;
            }
        }
        return own;
    }
}
