package io.adxflow.sources.grpc;

import io.adxflow.sources.wire.WireFormat.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The program behind the gRPC listener: admits connections and calls, and takes their messages. Called on event loops, never blocks. */
public interface ExportIntake {

    /**
     * A connection has come. False when there is no room: it is closed at once, and not told of again.
     *
     * @param close closes it, on any thread; its calls end
     */
    boolean connectionOpened(InetSocketAddress remote, Runnable close);

    /** A connection that was let in has begun to speak HTTP/2. */
    void connectionReady(InetSocketAddress remote);

    /** Called once for each connection that was let in. */
    void connectionClosed(InetSocketAddress remote);

    /** Whether calls would be taken now. */
    boolean isServing();

    /**
     * A call has come; its message has not been asked for. It is refused by {@link ExportReply#fail}, here or later.
     *
     * @param namespace by the sender's metadata, null when it names none, as is {@code database}
     */
    Reception begin(
            Signal signal, @Nullable String namespace, @Nullable String database, Caller caller, ExportReply reply);

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
