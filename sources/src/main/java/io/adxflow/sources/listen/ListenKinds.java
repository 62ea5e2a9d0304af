package io.adxflow.sources.listen;

import java.io.Serializable;

/** Opens what inputs are: where to look for more of them, on the JobManager, and how to read it, on TaskManagers. */
public interface ListenKinds extends Serializable {

    /** Where to look; connects to nothing yet. */
    Discovery discovery(ListenInput input) throws Exception;

    /** How to read; connects to nothing yet. One per reader, used by several threads. */
    Feeds feeds(ListenInput input) throws Exception;
}
