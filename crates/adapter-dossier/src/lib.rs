//! One-stop-shop dossiers and their progress in the national portal's JSON.
