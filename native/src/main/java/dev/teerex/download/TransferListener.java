package dev.teerex.download;

/** Is told how a transfer goes on. Called on the thread that transfers, for every buffer read; it must return at once. */
@FunctionalInterface
public interface TransferListener {
    /**
     * More bytes have arrived.
     *
     * @param what what is fetched, in a few words for a person
     * @param done bytes that are here, including those of an earlier attempt
     * @param total bytes that there will be, or -1 where the server does not say
     */
    void transferred(String what, long done, long total);
}
