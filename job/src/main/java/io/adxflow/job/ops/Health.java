package io.adxflow.job.ops;

import java.util.List;

/** What the ops endpoint says about the process. Any thread may ask; answers must come at once. */
public interface Health {
    /** Why a restart of the process is due; empty while it is not. */
    List<String> whyUnhealthy();

    /** Why senders should not be led here now; empty when they should. */
    List<String> whyNotReady();
}
