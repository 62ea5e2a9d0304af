package io.adxflow.sources.listen;

/** Whether parts may come in now, as the limits of their namespace and what is scarce say of senders' requests too. Used by the task's thread. */
interface ListenDoor {

    /** How long a part is to wait before it is tried again; 0 when it may come in. */
    long waitMillis(String namespace, long bytes);

    /**
     * A part was taken, or refused for what it is.
     *
     * @param records that it held
     * @param newSeries that its reader had not seen lately
     */
    void taken(String namespace, long bytes, long records, long newSeries);
}
