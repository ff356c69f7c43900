/*
 * Runs before the program does, in the binary that has the C library and OpenSSL linked in.
 *
 * Such a binary must load no library of the machine it runs on: a module that was built for another C library ends the process.
 */
#include <nss.h>
#include <openssl/crypto.h>
#include <string.h>

extern char **environ;

/*
 * Takes the settings of .NET out of the environment. They are meant for other programs of the operator's, and some end this one before its
 * first line: DOTNET_DbgEnableMiniDump, because a static binary has no library beside which createdump could be looked for. Core dumps would
 * hold private keys anyway.
 */
static void use_no_settings_of_the_runtime(void)
{
    char **kept = environ;
    if (kept == NULL)
        return;
    for (char **entry = environ; *entry != NULL; entry++)
        if (strncmp(*entry, "DOTNET_", 7) != 0 && strncmp(*entry, "COMPlus_", 8) != 0)
            *kept++ = *entry;
    *kept = NULL;
}

__attribute__((constructor)) static void use_nothing_of_this_machine(void)
{
    use_no_settings_of_the_runtime();

    /* /etc/nsswitch.conf may name modules (systemd-resolved, LDAP, mDNS). These are the services that the C library holds itself. */
    __nss_configure_lookup("passwd", "files");
    __nss_configure_lookup("group", "files");
    __nss_configure_lookup("services", "files");
    __nss_configure_lookup("hosts", "files dns");

    /*
     * /etc/ssl/openssl.cnf may name modules, too. This is OpenSSL's first call: it also decides, as .NET does later, that OpenSSL is not
     * torn down at the end under threads that still use it.
     */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}
