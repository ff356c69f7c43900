// What the two halves of racer know of each other: the tracer, which is root, and the user, who has no rights but his own.
#include <sys/types.h>

// A thing the user does to his home, and how he takes it back.
struct move { const char *name; void (*make)(void); void (*back)(void); };
extern const struct move moves[];
extern const int move_count;
// So many at the beginning lead root to what is not the user's.
extern const int leading_moves;

// Starts the user in his home, with everything prepared that the moves need. Called once.
void user_start(uid_t user, const char *home);
// Has the user make a move, or take it back, and waits until it is done.
void user_make(int move);
void user_back(int move);
void user_end(void);
