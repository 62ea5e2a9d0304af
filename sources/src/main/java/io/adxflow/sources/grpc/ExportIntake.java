package io.adxflow.sources.grpc;

import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The program behind the gRPC listener: admits connections and calls, and takes their messages. Called on event loops, never blocks. */
public interface ExportIntake {

    /** False when there are too many: the connection is closed at once, and not told of again. */
    boolean connectionOpened();

    /** Called once for each connection that was let in. */
    void connectionClosed();

    /**
     * A call has come; its message has not been asked for. It is refused by {@link ExportReply#fail}, here or later.
     *
     * @param namespace by the sender's metadata, null when it names none, as is {@code database}
     * @param sender remote address and user agent, for messages
     */
    Reception begin(
            Signal signal, @Nullable String namespace, @Nullable String database, String sender, ExportReply reply);

    /** One call's way in. All methods are called on the call's event loop; after the reply nothing but {@link #end} matters. */
    interface Reception {

        /** That many bytes of the message have come and are held; more are asked for only when this returns. */
        void arrived(long bytes);

        /**
         * The whole message, decompressed while it is read.
         *
         * @throws IOException when it cannot be decompressed
         */
        void message(InputStream message) throws IOException;

        /** The sender has said all and waits. */
        void complete();

        /** The call is over, in whatever way; called once, last. */
        void end();
    }
}
