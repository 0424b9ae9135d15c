package dev.teerex.updater.plan;

/**
 * What a human allows for one run.
 *
 * @param allowDowngrade follow a tag that moved back
 * @param recreate open a pull request again that a human closed
 */
public record Options(boolean allowDowngrade, boolean recreate) {}
