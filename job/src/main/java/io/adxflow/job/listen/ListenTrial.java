package io.adxflow.job.listen;

import io.adxflow.sources.listen.Discovery;
import io.adxflow.sources.listen.ListenInput;
import io.adxflow.sources.listen.ListenKinds;
import org.jspecify.annotations.Nullable;

/** Tries whether an input can be looked at from here. Takes and acknowledges nothing. */
public final class ListenTrial {
    private static final String GRANT =
            " (it takes reading and listing: Storage Blob Data Reader on the container, or a signature with rl; on a"
                    + " hub Azure Event Hubs Data Receiver, or Kafka's Read and Describe on the topic and Read on the"
                    + " group adxflow-listen-";

    private ListenTrial() {}

    /** What is wrong, and what to grant; null when nothing is. */
    public static @Nullable String problem(ListenInput input, ListenKinds kinds) {
        try (Discovery discovery = kinds.discovery(input)) {
            Discovery.Look unused = discovery.look();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (Exception e) {
            String message = e.getMessage();
            return (message == null ? e.toString() : message)
                    + (input.kind().equals("directory") ? "" : GRANT + input.name() + ")");
        }
    }
}
